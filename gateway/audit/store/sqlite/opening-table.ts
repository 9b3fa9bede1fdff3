import type { Opening } from '../../record/opening.ts';
import { parseOpening } from '../parse-opening.ts';
import type { Sqlite, Statement } from './sqlite.ts';

/** The statement that creates the table of the openings of texts. */
export const OPENING_TABLE = `
  CREATE TABLE IF NOT EXISTS openings (
    commitment TEXT PRIMARY KEY,
    salt TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
`;

/** Creates the table of openings if it is missing. Returns a function that inserts an opening within a transaction. */
export function createOpeningTable(database: Sqlite): (opening: Opening) => void {
  database.exec(OPENING_TABLE);
  const insert = database.prepare<[string, string, string]>(
    'INSERT INTO openings (commitment, salt, text) VALUES (?, ?, ?)',
  );
  return ({ commitment, salt, text }) => void insert.run(commitment, salt, text);
}

/** Reads the text as bytes: invalid UTF-8 would be read as another text. */
const SELECT = `
  SELECT CASE typeof(salt) WHEN 'text' THEN salt END AS salt,
    CASE typeof(text) WHEN 'text' THEN CAST(text AS BLOB) END AS text
  FROM openings WHERE commitment = ?
`;

/** Returns a function that finds an opening; it finds none without the table. */
export function createOpeningLookup(
  database: Sqlite,
): (commitment: string) => Promise<Opening | null> {
  const findTable = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'openings'";
  let table: Statement<[]> | null = null;
  let find: Statement<[string], object> | null = null;
  return (commitment) => {
    table ??= database.prepare<[]>(findTable);
    if (table.get() === undefined) return Promise.resolve(null);
    find ??= database.prepare<[string], object>(SELECT);
    const row = find.get(commitment);
    return Promise.resolve(row === undefined ? null : parseOpening(commitment, row));
  };
}
