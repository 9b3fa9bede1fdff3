import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import type { Batch } from '../../audit/tree/batch.ts';
import { restoreTree, type Tree } from '../../audit/tree/merkle-tree.ts';
import { UnreadableLedger } from '../../audit/store/unreadable-ledger.ts';
import { StartError } from '../../platform/errors.ts';
import { printIndex } from './index-location.ts';
import type { IndexDatabase } from './index-tables.ts';
import type { ReportIndex } from './open-index.ts';

/** How far an index is. */
export interface Position {
  /** The tree of the leaves that were read. */
  readonly tree: Tree;
  /** The checkpoint of the last batch that was read; empty before the first. */
  readonly note: string;
}

/** Reads the position of an index. Throws an `UnreadableLedger` where it has none that could be one. */
export async function readPosition(database: IndexDatabase): Promise<Position> {
  const row = await database
    .selectFrom('position')
    .select(['size', 'edge', 'note'])
    .executeTakeFirst();
  const tree = row === undefined ? null : restoreTree(row.size, row.edge);
  if (row === undefined || tree === null)
    throw new UnreadableLedger([
      'The report index does not say how far it reaches. Run: phi-gateway audit reindex',
    ]);
  return { tree, note: row.note };
}

/** Moves an index on; false where it isn't at this size any more. The first statement of a transaction. */
export async function movePosition(
  database: IndexDatabase,
  from: number,
  { tree, note }: Position,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('position')
    .set({ size: tree.size, edge: Buffer.concat(tree.edge), note })
    .where('id', '=', 1)
    .where('size', '=', from)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * The batch that an index read last, null before the first. Throws a `StartError` unless the ledger holds it: it
 * may be another ledger, or an older copy of this one.
 */
export async function assertSameLedger(
  index: ReportIndex,
  reader: LedgerReader,
  { tree: { size }, note }: Position,
): Promise<Batch | null> {
  if (size === 0) return null;
  const batch = (await reader.batchAt(size - 1))?.batch ?? null;
  if (batch?.note === note && batch.size === size) return batch;
  throw new StartError([
    `The report index ${printIndex(index.location)} is of another ledger, or of another copy of it. Run: phi-gateway audit reindex, and where that does not help, audit verify`,
  ]);
}

/** How far an index is behind its ledger. */
export interface IndexStatus {
  /** Leaves in the ledger. */
  readonly size: number;
  /** Leaves that the index holds. */
  readonly indexed: number;
  readonly lag: number;
}

/** Says how far an index is. */
export async function readStatus(index: ReportIndex, reader: LedgerReader): Promise<IndexStatus> {
  const { tree } = await readPosition(await index.database());
  // Read last: the ledger grows, and the index never passes it.
  const size = await reader.size();
  return { size, indexed: tree.size, lag: Math.max(size - tree.size, 0) };
}
