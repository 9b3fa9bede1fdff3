import { StartError } from '../../platform/errors.ts';

/** A row of one of the ledger's tables as it is stored, by its columns. Nothing of it is verified. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** Reads rows of any content, also those that are no batch. One at a time: they may be of any size. */
export interface StoredRows {
  readonly head: () => Promise<StoredRow | null>;
  /** The next batch that begins behind this leaf. */
  readonly batchAfter: (first: number) => Promise<StoredRow | null>;
  /** What opens the next leaf behind this one. */
  readonly identitiesAfter: (leaf: number) => Promise<StoredRow | null>;
  readonly opening: (commitment: string) => Promise<StoredRow | null>;
}

/** Follows rows in the order of a number in them. Throws a `StartError` for one that is too large to go on from. */
export async function* rowsInOrder(
  next: (after: number) => Promise<StoredRow | null>,
  column: 'first' | 'leaf',
  after: number,
): AsyncGenerator<StoredRow> {
  for (let at = after; ;) {
    const row = await next(at);
    if (row === null) return;
    const place = row[column];
    if (typeof place !== 'number' || !Number.isSafeInteger(place) || place <= at)
      throw new StartError([
        `The audit ledger holds a row at ${String(place)}, where none can be.`,
      ]);
    at = place;
    yield row;
  }
}
