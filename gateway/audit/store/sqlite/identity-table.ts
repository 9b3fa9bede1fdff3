import { parseIdentityRow, type IdentityRow } from '../parse-identity-row.ts';
import type { Sqlite, Statement } from './sqlite.ts';

/** The statement that creates the table of identity openings: for each leaf its openings, packed. */
export const IDENTITY_TABLE = `
  CREATE TABLE IF NOT EXISTS identities (
    leaf INTEGER PRIMARY KEY,
    openings BLOB NOT NULL
  ) STRICT;
`;

/** Creates the table of identity openings if it is missing. Returns a function that inserts a row within a transaction. */
export function createIdentityTable(database: Sqlite): (row: IdentityRow) => void {
  database.exec(IDENTITY_TABLE);
  const insert = database.prepare('INSERT INTO identities (leaf, openings) VALUES (?, ?)');
  return ({ leaf, openings }) => void insert.run(leaf, openings);
}

/**
 * Returns a function that finds the identity rows of the leaves from `from` to `to`, both included. Leaves out malformed
 * rows, whose openings then count as missing; finds no rows without the table.
 */
export function createIdentityReader(
  database: Sqlite,
): (from: number, to: number) => readonly IdentityRow[] {
  const findTable = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'identities'";
  let table: Statement<[]> | null = null;
  let find: Statement<[number, number]> | null = null;
  return (from, to) => {
    table ??= database.prepare<[]>(findTable);
    if (table.get() === undefined) return [];
    find ??= database.prepare<[number, number]>(
      'SELECT leaf, openings FROM identities WHERE leaf BETWEEN ? AND ? ORDER BY leaf',
    );
    const rows = find.all(from, to);
    return rows.flatMap((row) => parseIdentityRow(row) ?? []);
  };
}
