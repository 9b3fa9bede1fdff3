import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import type { Batch } from '../../audit/tree/batch.ts';
import { restoreTree, type Tree } from '../../audit/tree/merkle-tree.ts';
import { UnreadableLedger } from '../../audit/store/unreadable-ledger.ts';
import { StartError } from '../../platform/errors.ts';
import { printIndex } from './index-location.ts';
import type { IndexDatabase } from './index-tables.ts';
import type { ReportIndex } from './open-index.ts';
import { auditCommand } from '../../audit/store/audit-command.ts';

/** How far an index has read its ledger. */
export interface Position {
  /** The Merkle tree over the leaves in the index. */
  readonly tree: Tree;
  /** The checkpoint of the last batch in the index; empty before the first. */
  readonly note: string;
}

/** Reads the position of an index. Throws an `UnreadableLedger` if it is missing or invalid. */
export async function readPosition(
  database: IndexDatabase,
  { rebuildCommand }: Pick<ReportIndex, 'rebuildCommand'>,
): Promise<Position> {
  const row = await database
    .selectFrom('position')
    .select(['size', 'edge', 'note'])
    .executeTakeFirst();
  const tree = row === undefined ? null : restoreTree(row.size, row.edge);
  if (row === undefined || tree === null)
    throw new UnreadableLedger([
      `The report index does not say how far it reaches. Run: ${rebuildCommand}`,
    ]);
  return { tree, note: row.note };
}

/**
 * Moves the position forward; false if another process has already moved it from `from`. Call it first in a
 * transaction, so that the row stays locked until the commit.
 */
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
 * Returns the last batch in the index; null for an empty index. Throws a `StartError` if the ledger does not hold that
 * batch: the index then belongs to another ledger, or the ledger was restored from an older copy.
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
    `The report index ${printIndex(index.location)} belongs to another ledger, or to another copy of this one. Run: ${index.rebuildCommand}, and if that does not help, ${auditCommand('verify', reader.where)}`,
  ]);
}

/** How far an index is behind its ledger. */
export interface IndexStatus {
  /** Leaves in the ledger. */
  readonly size: number;
  /** Leaves in the index. */
  readonly indexed: number;
  /** Leaves that the index does not hold yet. */
  readonly lag: number;
}

/** Reads how far an index is behind its ledger. */
export async function readStatus(index: ReportIndex, reader: LedgerReader): Promise<IndexStatus> {
  const { tree } = await readPosition(await index.database(), index);
  // Read after the position: read before, the ledger's size could be below that of the index.
  const size = await reader.size();
  return { size, indexed: tree.size, lag: Math.max(size - tree.size, 0) };
}
