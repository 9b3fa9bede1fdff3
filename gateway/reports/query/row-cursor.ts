import { badCursor } from '../catalog/request-fault.ts';
import type { RowKeys, RowOrder, Sortable } from './row-order.ts';

/** The place behind a row in an order as text, which means something in the same order only. */
export function printRowCursor<Field extends string>(
  { by, direction }: RowOrder<Field>,
  { key, place }: RowKeys,
): string {
  const value = typeof key === 'number' ? key : key.toString('base64');
  return Buffer.from(JSON.stringify([by, direction, value, ...place])).toString('base64url');
}

/** The place in such a text. Throws `BAD_USER_INPUT` where it is none, or one of another order. */
export function parseRowCursor<Row, Field extends string>(
  text: string,
  sortable: Sortable<Row, Field>,
  order: RowOrder<Field>,
): RowKeys {
  const keys = readKeys(text, sortable, order);
  if (keys === null) throw badCursor();
  return keys;
}

function readKeys<Row, Field extends string>(
  text: string,
  { fields, placeLength }: Sortable<Row, Field>,
  { by, direction }: RowOrder<Field>,
): RowKeys | null {
  const [ofField, ofDirection, value, ...place] = parseList(text);
  if (ofField !== by || ofDirection !== direction) return null;
  if (place.length !== placeLength || !place.every(isPlace)) return null;
  if (fields[by].kind === 'number') return isPlace(value) ? { key: value, place } : null;
  return typeof value === 'string' ? { key: Buffer.from(value, 'base64'), place } : null;
}

function isPlace(value: unknown): value is number {
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
