import type { DeletedBodies, Removal, Truncation } from '../ledger-store.ts';
import type { Sqlite } from './sqlite.ts';

/**
 * Erases openings within a transaction and overwrites their bytes in the file. Throws if an opening is missing or
 * differs from what was read.
 */
export function eraseOpenings(database: Sqlite, { identities, openings }: Removal): void {
  database.pragma('secure_delete = ON');
  const shorten = database.prepare(
    'UPDATE identities SET openings = @after WHERE leaf = @leaf AND openings = @before',
  );
  for (const row of identities) assertOne(shorten.run(row).changes);
  const forget = database.prepare('DELETE FROM openings WHERE commitment = ?');
  for (const commitment of openings) assertOne(forget.run(commitment).changes);
}

/** Deletes the bytes of pruned leaves and their openings within a transaction. Throws if a batch differs from what was read. */
export function deleteBodies(
  database: Sqlite,
  { batches, identities, openings }: DeletedBodies,
): void {
  database.pragma('secure_delete = ON');
  const shorten = database.prepare(
    'UPDATE batches SET leaves = @after WHERE first = @first AND leaves = @before',
  );
  for (const batch of batches) assertOne(shorten.run(batch).changes);
  const forgetIdentities = database.prepare('DELETE FROM identities WHERE leaf BETWEEN ? AND ?');
  for (const range of identities) forgetIdentities.run(...range);
  const forget = database.prepare('DELETE FROM openings WHERE commitment = ?');
  for (const commitment of openings) forget.run(commitment);
}

/** Deletes the batches after `last` and sets the head to it, within a transaction; overwrites their bytes in the file. */
export function truncateLedger(database: Sqlite, { last, head, openings }: Truncation): void {
  database.pragma('secure_delete = ON');
  database.prepare('DELETE FROM batches WHERE first > ?').run(last);
  database.prepare('DELETE FROM identities WHERE leaf >= ?').run(head.size);
  const forget = database.prepare('DELETE FROM openings WHERE commitment = ?');
  for (const commitment of openings) forget.run(commitment);
  database
    .prepare('INSERT OR REPLACE INTO head (id, size, edge, batch) VALUES (1, ?, ?, ?)')
    .run(head.size, head.edge, head.batch);
}

function assertOne(changes: number): void {
  if (changes !== 1) throw new Error('What is to be removed has changed meanwhile.');
}
