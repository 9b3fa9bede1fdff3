import { StartError } from '../../platform/errors.ts';
import { proveKeys } from '../chain/follow-keys.ts';
import { parseLeafId } from '../record/parse-leaf.ts';
import { quarantineCommand } from '../store/head-fault.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { batchHash, unpackLeaves, type Batch } from '../tree/batch.ts';
import { NO_BATCH, readCheckpoint } from '../tree/checkpoint.ts';
import {
  appendLeaves,
  restoreTree,
  splitHashes,
  treeRoot,
  type Tree,
} from '../tree/merkle-tree.ts';
import { splitOrigin } from '../tree/origin.ts';
import { isSignedBy, type NoteVerifier } from '../tree/signed-note.ts';
import { auditCommand } from '../store/audit-command.ts';

/** The end of a ledger, as a writer needs it to append. */
export interface LedgerHead {
  readonly tree: Tree;
  /** Origin in the last batch. */
  readonly origin: string;
  /** Note of the last batch; null in an empty ledger. */
  readonly note: string | null;
  /** Hash of that batch; zeros in an empty ledger. */
  readonly batch: Buffer;
  /** Id of the last leaf that the writer's key signed; null if it signed none. */
  readonly lastId: string | null;
  /** First leaf of the last batch that the writer's key signed; null if it signed none. */
  readonly own: number | null;
}

/** The origin in the checkpoint of the last batch. Throws a `StartError` with a remedy if the checkpoint is malformed. */
export function checkpointOrigin({ note }: Pick<Batch, 'note'>, where: string): string {
  const read = readCheckpoint(note);
  if (read === null) throw damagedEnd(where);
  return read.checkpoint.origin;
}

/** Keys that may have signed the end, and the location of the ledger for messages. */
export interface HeadOptions {
  /** The writer's own key first. */
  readonly verifiers: readonly [own: NoteVerifier, ...others: NoteVerifier[]];
  readonly where: string;
}

/**
 * Reads the end of the ledger and checks it against the last signed checkpoint, so that a writer never appends to a damaged
 * end. Throws a `StartError` with a remedy. The verifier checks the rest of the ledger.
 */
export async function readHead(store: LedgerStore, options: HeadOptions): Promise<LedgerHead> {
  const { verifiers, where } = options;
  const [own] = verifiers;
  const stored = await store.head();
  // Other writers of a shared ledger may have appended after this head was read.
  const isMoving = store.isShared && stored.size > 0;
  const last = isMoving ? await store.endingAt(stored.size) : await store.last();
  // Another gateway may have begun the ledger between the two reads.
  const isBegun = store.isShared && stored.size === 0 && last !== null;
  if (isBegun && (await store.head()).size > 0) return readHead(store, options);
  const tree = restoreTree(stored.size, stored.edge);
  if (last === null && tree?.size === 0) {
    return { tree, origin: own.name, note: null, batch: NO_BATCH, lastId: null, own: null };
  }
  const signed = last === null ? null : readCheckpoint(last.note);
  if (last === null || signed === null || tree === null) throw damagedEnd(where);
  const { checkpoint, note } = signed;
  if (checkpoint.origin !== own.name) {
    throw new StartError([
      `The audit ledger ${where} belongs to ${checkpoint.origin}, not to ${own.name}. Set audit.origin to ${splitOrigin(checkpoint.origin).base}, or name another ledger.`,
    ]);
  }
  const isOurs = verifiers.some((verifier) => isSignedBy(note, verifier));
  // In a shared ledger, a known key may have been retired.
  const isSigned = store.isShared ? proveKeys(await store.keyBatches()).isSigned(last) : isOurs;
  if (!isSigned) throw notSigned(last.first, where, store.isShared);
  if (
    checkpoint.size !== tree.size ||
    !checkpoint.root.equals(treeRoot(tree)) ||
    !batchHash(last.note, last.hashes).equals(stored.batch) ||
    !(await hashesLeadToRoot(store, last, tree)) ||
    readLastId(last) === null
  ) {
    throw damagedEnd(where);
  }
  const mine = await store.lastOf(own.id.toString('hex'));
  const lastId = mine === null ? null : readLastId(mine);
  return {
    tree,
    origin: own.name,
    note: last.note,
    batch: stored.batch,
    lastId,
    own: mine?.first ?? null,
  };
}

/**
 * Whether the leaf hashes of the last batch are those that its checkpoint covers: appended to the largest complete subtrees
 * before the batch, they give the same root.
 */
async function hashesLeadToRoot(
  store: LedgerStore,
  { first }: Batch,
  tree: Tree,
): Promise<boolean> {
  const before = commonPart(tree, first);
  const hashes = splitHashes(await store.hashesBetween(before.size, tree.size));
  const again = appendLeaves(before, hashes);
  return again.size === tree.size && treeRoot(again).equals(treeRoot(tree));
}

/** The perfect subtrees at the beginning of a tree that already existed at an earlier size. */
function commonPart({ size, edge }: Tree, earlier: number): Tree {
  let common = 0;
  let count = 0;
  for (let width = 2 ** Math.floor(Math.log2(size)); width >= 1; width /= 2) {
    const isInTree = size - common >= width;
    const isInEarlier = earlier - common >= width;
    if (isInTree !== isInEarlier) break;
    if (!isInTree) continue;
    common += width;
    count += 1;
  }
  return { size: common, edge: edge.slice(0, count) };
}

function readLastId({ leaves }: Batch): string | null {
  const leaf = unpackLeaves(leaves)?.at(-1);
  return leaf === undefined ? null : parseLeafId(leaf);
}

function notSigned(first: number, where: string, isShared: boolean): StartError {
  const remedy = quarantineCommand(where);
  return new StartError([
    isShared
      ? `The audit ledger ${where} ends with a batch, from record ${first} on, that is not signed with a key of this ledger: a login that may write to the database added it. To show the batch and to remove it, run: ${remedy}`
      : `The audit ledger ${where} ends with a batch, from record ${first} on, that is not signed with its key. Restore the file of the key. If the key is right, another process wrote to the ledger: to show the batch and to remove it, run ${remedy}`,
  ]);
}

/** The error for a ledger whose end cannot be continued. */
export function damagedEnd(where: string): StartError {
  return new StartError([
    `The audit ledger ${where} is damaged at its end. Run: ${auditCommand('verify', where)}. If the last records are not signed or the head row is wrong, run: ${quarantineCommand(where)}`,
  ]);
}
