import { isKeyOf, type EventOrder } from './event-order.ts';

/** The place behind an event in an order. */
export interface Cursor {
  /** What the event is ordered by. */
  readonly key: number | Buffer;
  /** Its row. */
  readonly id: number;
}

/** A cursor as text, which means something in the same order only. */
export function printCursor({ by, direction }: EventOrder, { key, id }: Cursor): string {
  const value = typeof key === 'number' ? key : key.toString('base64');
  return Buffer.from(JSON.stringify([by, direction, value, id])).toString('base64url');
}

/** The cursor in a text; null where it is none, or one of another order. */
export function parseCursor(text: string, { by, direction }: EventOrder): Cursor | null {
  const parts = parseList(Buffer.from(text, 'base64url').toString());
  const [ofField, ofDirection, value, id, ...more] = parts ?? [];
  if (ofField !== by || ofDirection !== direction || more.length > 0) return null;
  if (!Number.isSafeInteger(id)) return null;
  const key = typeof value === 'string' ? Buffer.from(value, 'base64') : value;
  const isKey = (typeof key === 'number' || key instanceof Buffer) && isKeyOf(by, key);
  return isKey ? { key, id: id as number } : null;
}

function parseList(text: string): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
