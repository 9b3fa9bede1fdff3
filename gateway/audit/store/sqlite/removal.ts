import type { DroppedBodies, Removal } from '../ledger-store.ts';
import type { Sqlite } from './sqlite.ts';

/**
 * Removes what lies beside the tree, within a transaction, and overwrites where it stood. Throws where it is
 * not there, or not as it was read.
 */
export function remove(database: Sqlite, { identities, openings }: Removal): void {
  database.pragma('secure_delete = ON');
  const shorten = database.prepare(
    'UPDATE identities SET openings = @after WHERE leaf = @leaf AND openings = @before',
  );
  for (const row of identities) assertOne(shorten.run(row).changes);
  const forget = database.prepare('DELETE FROM openings WHERE commitment = ?');
  for (const commitment of openings) assertOne(forget.run(commitment).changes);
}

/** Takes bodies and what opens them away, within a transaction. Throws where one is not as it was read. */
export function drop(database: Sqlite, { batches, identities, openings }: DroppedBodies): void {
  database.pragma('secure_delete = ON');
  const shorten = database.prepare(
    'UPDATE batches SET leaves = @after WHERE first = @first AND leaves = @before',
  );
  for (const batch of batches) assertOne(shorten.run(batch).changes);
  const close = database.prepare('DELETE FROM identities WHERE leaf BETWEEN ? AND ?');
  for (const range of identities) close.run(...range);
  const forget = database.prepare('DELETE FROM openings WHERE commitment = ?');
  for (const commitment of openings) forget.run(commitment);
}

function assertOne(changes: number): void {
  if (changes !== 1) throw new Error('What is to be removed has changed meanwhile.');
}
