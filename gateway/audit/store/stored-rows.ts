import { StartError } from '../../platform/errors.ts';
import { auditCommand } from './audit-command.ts';

/** A row of one of the ledger's tables by its columns. Nothing in it is verified. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** Reads raw rows, also malformed ones; one at a time, since they may have any size. */
export interface StoredRows {
  readonly head: () => Promise<StoredRow | null>;
  /** The next batch that begins after this leaf. */
  readonly batchAfter: (first: number) => Promise<StoredRow | null>;
  /** The next identity row after this leaf. */
  readonly identitiesAfter: (leaf: number) => Promise<StoredRow | null>;
  readonly opening: (commitment: string) => Promise<StoredRow | null>;
}

/**
 * Reads the rows of a ledger after a number in the order of a column. `next` finds the first row after a number, and `where`
 * is the ledger in messages. Throws a `StartError` for a number that is not a safe integer.
 */
export async function* rowsInOrder(
  next: (after: number) => Promise<StoredRow | null>,
  { column, after, where }: RowOrder,
): AsyncGenerator<StoredRow> {
  for (let last = after; ;) {
    const row = await next(last);
    if (row === null) return;
    const index = row[column];
    if (typeof index !== 'number' || !Number.isSafeInteger(index) || index <= last)
      throw new StartError([
        `The audit ledger ${where} has a row with the invalid index ${String(index)}. Run: ${auditCommand('verify', where)}`,
      ]);
    last = index;
    yield row;
  }
}

/** Which rows to read, and of which ledger. */
export interface RowOrder {
  readonly column: 'first' | 'leaf';
  readonly after: number;
  readonly where: string;
}
