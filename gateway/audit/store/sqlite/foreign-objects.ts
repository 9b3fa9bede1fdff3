import { BATCH_TABLES } from './ledger-tables.ts';
import { IDENTITY_TABLE } from './identity-table.ts';
import { OPENING_TABLE } from './opening-table.ts';
import type { Sqlite } from './sqlite.ts';

/** An object in the file of a ledger that this program does not create. */
export interface ForeignObject {
  /** A sentence that names it. */
  readonly text: string;
  /** Whether it can change written rows: a trigger, or a changed table of the ledger. */
  readonly isActive: boolean;
}

/** Compares the schema of a file with the statements that create a ledger. */
export function findForeignObjects(database: Sqlite): readonly ForeignObject[] {
  const rows = database
    .prepare<[], SchemaRow>('SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema')
    .all();
  return rows.flatMap((row) => compare(row) ?? []);
}

interface SchemaRow {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly sql: string | null;
}

/** The objects that this program creates: `type name` → the statement, with single spaces. */
const OWN: ReadonlyMap<string, string> = new Map(
  [BATCH_TABLES, OPENING_TABLE, IDENTITY_TABLE]
    .flatMap((statements) => statements.split(';'))
    .map((statement) => normalize(statement.replace('IF NOT EXISTS ', '')))
    .flatMap((statement) => {
      const [, type = '', name = ''] = /^CREATE (TABLE|INDEX) (\w+) /.exec(statement) ?? [];
      return name === '' ? [] : [[`${type.toLowerCase()} ${name}`, statement] as const];
    }),
);

/** Objects that SQLite creates itself: for a primary key, and for `ANALYZE`. */
const OF_SQLITE = /^sqlite_(?:autoindex_|stat[14]$)/;

/** Null for an object that this program creates as it is, or that SQLite creates itself. */
function compare({ type, name, table, sql }: SchemaRow): ForeignObject | null {
  const own = OWN.get(`${type} ${name}`);
  if (own !== undefined) {
    if (sql !== null && normalize(sql) === own) return null;
    return { text: `The ${type} ${name} is not as this program creates it.`, isActive: true };
  }
  if (OF_SQLITE.test(name) && (sql === null || type === 'table')) return null;
  const on = type === 'trigger' || type === 'index' ? ` on ${printName(table)}` : '';
  const text = `The ${type} ${printName(name)}${on} is not part of an audit ledger.`;
  // An object with the name of one of the ledger's tables replaces it.
  return { text, isActive: type === 'trigger' || OWN.has(`table ${name}`) };
}

function normalize(statement: string): string {
  return statement.replaceAll(/\s+/g, ' ').trim();
}

const MAX_NAME_LENGTH = 100;

/** A name for a message: it may hold any text. */
function printName(name: string): string {
  const short = name.slice(0, MAX_NAME_LENGTH);
  return /^\w+$/.test(short) ? short : JSON.stringify(short);
}
