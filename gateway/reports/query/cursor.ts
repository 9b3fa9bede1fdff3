import { badCursor } from '../catalog/request-fault.ts';
import type { RowOrder, SortFields } from '../catalog/row-order.ts';

/** What a row is compared by: a number, or the UTF-8 bytes of a text. */
export type SortKey = number | Buffer;

/**
 * The position of a row in an order: its sort key, then its place in the ledger, such as leaf and place in the leaf.
 */
export interface Cursor {
  readonly key: SortKey;
  readonly place: readonly number[];
}

/** The form of the cursors of one kind of row. */
export interface CursorType<Fields extends SortFields> {
  readonly fields: Fields;
  /** How many numbers a row's place has. */
  readonly placeLength: number;
}

/** Prints a cursor. The text holds the order, and is valid in that order only. */
export function printCursor({ by, direction }: RowOrder<string>, { key, place }: Cursor): string {
  const value = typeof key === 'number' ? key : key.toString('base64');
  return Buffer.from(JSON.stringify([by, direction, value, ...place])).toString('base64url');
}

/** Parses a cursor. Throws `BAD_USER_INPUT` for an invalid text, and for a cursor of another order. */
export function parseCursor(
  text: string,
  { by, direction }: RowOrder<string>,
  { fields, placeLength }: CursorType<SortFields>,
): Cursor {
  const [field, to, value, ...place] = parseList(text);
  const type = fields[by];
  if (field !== by || to !== direction || type === undefined) throw badCursor();
  const key = type.kind === 'number' ? value : readBytes(value);
  const isKey =
    key instanceof Buffer ||
    (isInteger(key) && type.kind === 'number' && Math.abs(key) <= type.max);
  if (!isKey || place.length !== placeLength || !place.every(isInteger)) throw badCursor();
  return { key, place };
}

function readBytes(value: unknown): Buffer | null {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : null;
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function parseList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
