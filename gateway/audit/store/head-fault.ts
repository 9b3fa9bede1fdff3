import { StartError } from '../../platform/errors.ts';
import { batchHash, type Batch } from '../tree/batch.ts';
import { NO_BATCH } from '../tree/checkpoint.ts';
import { EMPTY_TREE, restoreTree, treeRoot } from '../tree/merkle-tree.ts';
import { auditCommand } from './audit-command.ts';

/** The command that corrects the head row and removes unsigned batches from the end of the ledger. */
export function quarantineCommand(where: string): string {
  return auditCommand('quarantine', where);
}

/** The error for a ledger whose head row can't be read. */
export function headMissing(where: string): StartError {
  return new StartError([
    `The head row of the audit ledger ${where} is missing or damaged. Run: ${quarantineCommand(where)}`,
  ]);
}

/**
 * The head row, which states where the ledger ends, and the last batch, in one snapshot of a store. Nothing in them is
 * verified.
 */
export interface StoredEnd {
  /** Null if the row is missing or malformed. */
  readonly head: {
    readonly size: number;
    readonly edge: Buffer;
    readonly batch: Buffer;
    /** Null in a SQLite store, whose head has no such column. */
    readonly root: Buffer | null;
  } | null;
  /** Null in an empty ledger. */
  readonly last: Pick<Batch, 'size' | 'root' | 'note' | 'hashes'> | null;
}

/** What is wrong with the head row, with the remedy; null if it agrees with the last batch. */
export function headFault(end: StoredEnd, where: string): string | null {
  const fault = compareHead(end);
  return fault === null ? null : `${fault} See ${quarantineCommand(where)}.`;
}

function compareHead({ head, last }: StoredEnd): string | null {
  if (head === null)
    return 'The head row, which states where the ledger ends, is missing or damaged.';
  const size = last === null ? 0 : last.size;
  const root = last === null ? treeRoot(EMPTY_TREE) : last.root;
  const batch = last === null ? NO_BATCH : batchHash(last.note, last.hashes);
  if (head.size !== size)
    return `The head row states ${head.size} records, and the last batch ends at ${size}.`;
  const tree = restoreTree(head.size, head.edge);
  const isSame =
    tree !== null &&
    treeRoot(tree).equals(root) &&
    (head.root === null || head.root.equals(root)) &&
    head.batch.equals(batch);
  return isSame ? null : `The head row does not agree with the batch that ends at ${size}.`;
}

/** Codes of append errors for a ledger that does not end with the batch that its writers left. */
const WRONG_END: ReadonlySet<string> = new Set(['NOT_SIGNED', 'HEAD_DAMAGED', 'FOREIGN_WRITE']);

/**
 * Adds the command that repairs the end of a ledger to a log event: until then, every append fails. The log accepts
 * constant phrases only, so that the ledger is not named.
 */
export function withRemedy(event: string, code: string): string {
  return WRONG_END.has(code) ? `${event}, run ${quarantineCommand('LEDGER')}` : event;
}
