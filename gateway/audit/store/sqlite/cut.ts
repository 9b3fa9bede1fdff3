import type { Cut } from '../ledger-store.ts';
import type { Sqlite } from './sqlite.ts';

/** Removes what lies behind a batch and sets the head to it, within a transaction; overwrites where it stood. */
export function cutEnd(database: Sqlite, { last, head, openings }: Cut): void {
  database.pragma('secure_delete = ON');
  database.prepare('DELETE FROM batches WHERE first > ?').run(last);
  database.prepare('DELETE FROM identities WHERE leaf >= ?').run(head.size);
  const forget = database.prepare('DELETE FROM openings WHERE commitment = ?');
  for (const commitment of openings) forget.run(commitment);
  database
    .prepare('INSERT OR REPLACE INTO head (id, size, edge, batch) VALUES (1, ?, ?, ?)')
    .run(head.size, head.edge, head.batch);
}
