import { compareKeys, keysOf, type RowKeys, type RowOrder, type Sortable } from './row-order.ts';
import { printRowCursor, parseRowCursor } from './row-cursor.ts';

/** Rows in an order. */
export function sortRows<Row, Field extends string>(
  rows: readonly Row[],
  sortable: Sortable<Row, Field>,
  { by, direction }: RowOrder<Field>,
): readonly Row[] {
  return sortKeyed(
    rows.map((row) => ({ row, keys: keysOf(row, sortable, by) })),
    direction,
  ).map(({ row }) => row);
}

/** Which page of rows. */
export interface RowPage<Field extends string> {
  readonly order: RowOrder<Field>;
  /** A cursor of this order; null for the first page. */
  readonly after: string | null;
  /** At least 1. */
  readonly limit: number;
}

/** A page of rows that are all at hand. */
export interface PagedRows<Row> {
  /** In order, each with the cursor that the next page may begin behind. */
  readonly rows: readonly { readonly row: Row; readonly cursor: string }[];
  /** Where the next page begins; null where there is none. */
  readonly next: string | null;
}

/**
 * Sorts rows and cuts a page out of them. It begins behind the place that its cursor names, whether a row is still
 * there or not. Throws `BAD_USER_INPUT` for a cursor that is none, or one of another order.
 */
export function pageRows<Row, Field extends string>(
  rows: readonly Row[],
  sortable: Sortable<Row, Field>,
  { order, after, limit }: RowPage<Field>,
): PagedRows<Row> {
  const { by, direction } = order;
  const begin = after === null ? null : parseRowCursor(after, sortable, order);
  const sign = signOf(direction);
  const keyed = rows.map((row) => ({ row, keys: keysOf(row, sortable, by) }));
  const due = keyed.filter(({ keys }) => begin === null || sign * compareKeys(keys, begin) > 0);
  const page = sortKeyed(due, direction)
    .slice(0, limit)
    .map(({ row, keys }) => ({ row, cursor: printRowCursor(order, keys) }));
  return { rows: page, next: due.length > limit ? (page.at(-1)?.cursor ?? null) : null };
}

function sortKeyed<Row extends { readonly keys: RowKeys }>(
  rows: readonly Row[],
  direction: 'asc' | 'desc',
): readonly Row[] {
  const sign = signOf(direction);
  return rows.toSorted((one, other) => sign * compareKeys(one.keys, other.keys));
}

function signOf(direction: 'asc' | 'desc'): 1 | -1 {
  return direction === 'asc' ? 1 : -1;
}
