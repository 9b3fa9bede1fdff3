import { parseIdentityRow, type IdentityRow } from '../parse-identity-row.ts';
import type { Sqlite } from './sqlite.ts';

/** Makes the table of what opens leaves. */
export const IDENTITY_TABLE = `
  CREATE TABLE IF NOT EXISTS identities (
    leaf INTEGER PRIMARY KEY,
    openings BLOB NOT NULL
  ) STRICT;
`;

/** Makes the table of what opens leaves, and gives the way to add to it within a transaction. */
export function createIdentityTable(database: Sqlite): (row: IdentityRow) => void {
  database.exec(IDENTITY_TABLE);
  const insert = database.prepare('INSERT INTO identities (leaf, openings) VALUES (?, ?)');
  return ({ leaf, openings }) => void insert.run(leaf, openings);
}

/** The way to look up what opens the leaves from one index to another; finds nothing without such a table. */
export function createIdentityLookup(
  database: Sqlite,
): (from: number, to: number) => readonly IdentityRow[] {
  const table = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'identities'";
  return (from, to) => {
    if (database.prepare(table).get() === undefined) return [];
    const rows = database
      .prepare<[number, number]>(
        'SELECT leaf, openings FROM identities WHERE leaf BETWEEN ? AND ? ORDER BY leaf',
      )
      .all(from, to);
    return rows.flatMap((row) => parseIdentityRow(row) ?? []);
  };
}
