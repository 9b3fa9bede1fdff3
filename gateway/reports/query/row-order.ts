/** What one row is compared by: a number, or the UTF-8 bytes of a text. */
export type SortKey = number | Buffer;

/** A way of comparing rows. */
export type RowKey<Row> =
  | { readonly kind: 'number'; readonly of: (row: Row) => number }
  | { readonly kind: 'bytes'; readonly of: (row: Row) => Buffer };

/** Everything that rows can be sorted by. */
export interface Sortable<Row, Field extends string> {
  readonly fields: Readonly<Record<Field, RowKey<Row>>>;
  /** Its place in the ledger: the same numbers for no two rows, and as many for each. */
  readonly placeOf: (row: Row) => readonly number[];
  /** How many these are. */
  readonly placeLength: number;
}

/** An order of rows. Those that are alike in it follow in the order of the ledger, or against it. */
export interface RowOrder<Field extends string> {
  readonly by: Field;
  readonly direction: 'asc' | 'desc';
}

/** Compares by a number. */
export function numberKey<Row>(of: (row: Row) => number): RowKey<Row> {
  return { kind: 'number', of };
}

/** Compares by the bytes of a text; nothing comes before the first of them. */
export function textKey<Row>(of: (row: Row) => string | null): RowKey<Row> {
  return bytesKey((row) => Buffer.from(of(row) ?? ''));
}

/** Compares by bytes. */
export function bytesKey<Row>(of: (row: Row) => Buffer): RowKey<Row> {
  return { kind: 'bytes', of };
}

/** What a row is compared by in an order, and behind that by its place in the ledger. */
export interface RowKeys {
  readonly key: SortKey;
  readonly place: readonly number[];
}

/** What a row is compared by. */
export function keysOf<Row, Field extends string>(
  row: Row,
  { fields, placeOf }: Sortable<Row, Field>,
  by: Field,
): RowKeys {
  return { key: fields[by].of(row), place: placeOf(row) };
}

/** Which of two comes first, ascending. */
export function compareKeys(one: RowKeys, other: RowKeys): number {
  return (
    compare(one.key, other.key) ||
    one.place.reduce((so, at, index) => so || at - (other.place[index] ?? 0), 0)
  );
}

function compare(one: SortKey, other: SortKey): number {
  if (typeof one === 'number' || typeof other === 'number') return Number(one) - Number(other);
  return one.compare(other);
}
