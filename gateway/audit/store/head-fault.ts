import { StartError } from '../../platform/errors.ts';
import { batchHash, type Batch } from '../tree/batch.ts';
import { NO_BATCH } from '../tree/checkpoint.ts';
import { EMPTY_TREE, restoreTree, treeRoot } from '../tree/merkle-tree.ts';

/** The command that sets the head row right, and takes off what no key of the ledger signed behind it. */
export const QUARANTINE_COMMAND = 'phi-gateway audit quarantine';

/** The error of a ledger whose head row can't be read. */
export function headMissing(): StartError {
  return new StartError([
    `The head row of the audit ledger is missing or damaged. Run: ${QUARANTINE_COMMAND}`,
  ]);
}

/** A head row and the last batch, as they stand in one snapshot of a store; nothing of them is verified. */
export interface StoredEnd {
  /** Null where the row is gone or holds something else. `root` is null in a store that keeps none. */
  readonly head: {
    readonly size: number;
    readonly edge: Buffer;
    readonly batch: Buffer;
    readonly root: Buffer | null;
  } | null;
  /** Null in a ledger without a batch. */
  readonly last: Pick<Batch, 'size' | 'root' | 'note' | 'hashes'> | null;
}

/** What is wrong with the head row, and what mends it; null where it agrees with the last batch. */
export function headFault(end: StoredEnd): string | null {
  const fault = compareHead(end);
  return fault === null ? null : `${fault} See ${QUARANTINE_COMMAND}.`;
}

function compareHead({ head, last }: StoredEnd): string | null {
  if (head === null) return 'The head row, which says where the ledger ends, is gone or damaged.';
  const size = last === null ? 0 : last.size;
  const root = last === null ? treeRoot(EMPTY_TREE) : last.root;
  const batch = last === null ? NO_BATCH : batchHash(last.note, last.hashes);
  if (head.size !== size)
    return `The head row says that the ledger holds ${head.size} records, its last batch ends at ${size}.`;
  const tree = restoreTree(head.size, head.edge);
  const isSame =
    tree !== null &&
    treeRoot(tree).equals(root) &&
    (head.root === null || head.root.equals(root)) &&
    head.batch.equals(batch);
  return isSame ? null : `The head row does not agree with the batch that ends at ${size}.`;
}
