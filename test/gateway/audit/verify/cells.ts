import { postgresFault } from '../../../../gateway/audit/store/postgres/postgres-fault.ts';
import { sqliteCode } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import type { Place, StoreKind } from '../stores.ts';

/** A column of a ledger's tables, and the column that tells its rows apart. */
export interface Column {
  readonly table: string;
  readonly key: string;
  readonly column: string;
}

type Value = string | number | Buffer;

/** What one row has in a column. */
export interface Cell {
  readonly key: string | number;
  readonly value: Value;
}

/** Every value that a ledger stores, to be changed as the owner of its tables can. */
export interface Cells {
  read(column: Column): Promise<readonly Cell[]>;
  /**
   * Flips one bit: `at` is its place, as a part of the whole. Returns what flips it back, or null where the database
   * refuses the changed value.
   */
  flip(column: Column, cell: Cell, at: number): Promise<(() => Promise<void>) | null>;
}

/** Bits of a number in a column that holds 64 of them, but for the sign. */
const BITS = { SQLite: 63, PostgreSQL: 31 };

/** The values of a ledger at a place. */
export function createCells(place: Place, store: StoreKind['name']): Cells {
  const bytesLiteral = (bytes: Buffer) => {
    const hex = bytes.toString('hex');
    return store === 'SQLite' ? `x'${hex}'` : `decode('${hex}', 'hex')`;
  };
  const textLiteral = (bytes: Buffer) =>
    store === 'SQLite'
      ? `CAST(${bytesLiteral(bytes)} AS TEXT)`
      : `convert_from(${bytesLiteral(bytes)}, 'UTF8')`;
  const literal = (value: Value) => {
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' ? textLiteral(Buffer.from(value)) : bytesLiteral(value);
  };
  const flipped = (value: Value, at: number) => {
    if (typeof value === 'number')
      return String(BigInt(value) ^ (1n << BigInt(Math.floor(at * BITS[store]))));
    const bytes = Buffer.from(value);
    const bit = Math.floor(at * bytes.length * 8);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return typeof value === 'string' ? textLiteral(bytes) : bytesLiteral(bytes);
  };
  return {
    async read({ table, key, column }) {
      const rows = await place.rows(`SELECT ${key} AS key, ${column} AS value FROM ${table}`);
      return rows as readonly Cell[];
    },
    async flip({ table, key, column }, cell, at) {
      const changed = flipped(cell.value, at);
      const row = literal(cell.key);
      const put = (value: string, where: string) =>
        place.execute(`UPDATE ${table} SET ${column} = ${value} WHERE ${key} = ${where}`);
      try {
        await put(changed, row);
      } catch (error) {
        if (isRefused(error)) return null;
        throw error;
      }
      return () => put(literal(cell.value), key === column ? changed : row);
    },
  };
}

/** A key that exists, a value that a constraint excludes, or bytes that are not text to PostgreSQL. */
function isRefused(error: unknown): boolean {
  const code = sqliteCode(error) ?? postgresFault(error) ?? '';
  return code.startsWith('SQLITE_CONSTRAINT') || /^(?:SQLSTATE_)?2[23]/.test(code);
}
