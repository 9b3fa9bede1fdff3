import type { Removal } from '../ledger-store.ts';
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

function assertOne(changes: number): void {
  if (changes !== 1) throw new Error('What is to be erased has changed meanwhile.');
}
