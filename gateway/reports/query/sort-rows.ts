import type { RowOrder, SortFields } from '../catalog/row-order.ts';
import { parseCursor, printCursor, type Cursor, type CursorType, type SortKey } from './cursor.ts';

/** How to sort rows of one kind: the key of each field, and the place of a row in the ledger. */
export interface Sortable<Row, Fields extends SortFields> extends CursorType<Fields> {
  readonly keys: { readonly [Field in keyof Fields]: (row: Row) => SortKey | string | null };
  /** Sorts rows with equal keys. Unique, and always `placeLength` numbers. */
  readonly placeOf: (row: Row) => readonly number[];
}

/** Sorts rows in memory. */
export function sortRows<Row, Fields extends SortFields>(
  rows: readonly Row[],
  sortable: Sortable<Row, Fields>,
  { by, direction }: RowOrder<keyof Fields & string>,
): readonly Row[] {
  return sortKeyed(
    rows.map((row) => ({ row, cursor: cursorOf(row, sortable, by) })),
    direction,
  ).map(({ row }) => row);
}

/** The page of rows that is requested. */
export interface RowPage<Field extends string> {
  readonly order: RowOrder<Field>;
  /** A cursor of this order; null for the first page. */
  readonly after: string | null;
  /** At least 1. */
  readonly limit: number;
}

/** A page of sorted rows. */
export interface PagedRows<Row> {
  /** In order, each with its cursor. */
  readonly rows: readonly { readonly row: Row; readonly cursor: string }[];
  /** The cursor of the next page; null for the last page. */
  readonly next: string | null;
}

/**
 * Sorts rows and returns the page after a cursor, whether the cursor's row still exists or not. Throws
 * `BAD_USER_INPUT` for an invalid cursor, or a cursor for a different order.
 */
export function pageRows<Row, Fields extends SortFields>(
  rows: readonly Row[],
  sortable: Sortable<Row, Fields>,
  { order, after, limit }: RowPage<keyof Fields & string>,
): PagedRows<Row> {
  const { by, direction } = order;
  const start = after === null ? null : parseCursor(after, order, sortable);
  const sign = signOf(direction);
  const keyed = rows.map((row) => ({ row, cursor: cursorOf(row, sortable, by) }));
  const following = keyed.filter(
    ({ cursor }) => start === null || sign * compareCursors(cursor, start) > 0,
  );
  const page = sortKeyed(following, direction)
    .slice(0, limit)
    .map(({ row, cursor }) => ({ row, cursor: printCursor(order, cursor) }));
  return { rows: page, next: following.length > limit ? (page.at(-1)?.cursor ?? null) : null };
}

function cursorOf<Row, Fields extends SortFields>(
  row: Row,
  { keys, placeOf }: Sortable<Row, Fields>,
  by: keyof Fields,
): Cursor {
  const key = keys[by](row);
  const isText = key === null || typeof key === 'string';
  // Bytes, because databases compare texts by bytes. Null becomes the empty text, which comes first.
  return { key: isText ? Buffer.from(key ?? '') : key, place: placeOf(row) };
}

function sortKeyed<Row extends { readonly cursor: Cursor }>(
  rows: readonly Row[],
  direction: 'asc' | 'desc',
): readonly Row[] {
  const sign = signOf(direction);
  return rows.toSorted((one, other) => sign * compareCursors(one.cursor, other.cursor));
}

function signOf(direction: 'asc' | 'desc'): 1 | -1 {
  return direction === 'asc' ? 1 : -1;
}

function compareCursors(one: Cursor, other: Cursor): number {
  return compareKeys(one.key, other.key) || comparePlaces(one.place, other.place);
}

function comparePlaces(one: readonly number[], other: readonly number[]): number {
  const differing = one.findIndex((step, index) => step !== other[index]);
  return differing < 0 ? 0 : (one[differing] ?? 0) - (other[differing] ?? 0);
}

/** All keys of a field are numbers, or all are the bytes of texts. */
function compareKeys(one: SortKey, other: SortKey): number {
  if (typeof one === 'number' || typeof other === 'number') return Number(one) - Number(other);
  return one.compare(other);
}
