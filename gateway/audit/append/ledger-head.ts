import { StartError } from '../../errors.ts';
import { parseLeafId } from '../record/parse-leaf.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { batchHash, unpackLeaves, type Batch } from '../tree/batch.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { restoreTree, treeRoot, type Tree } from '../tree/merkle-tree.ts';
import { isSignedBy, type NoteVerifier } from '../tree/signed-note.ts';

/** Where a ledger ends, as far as a writer needs it to begin. */
export interface LedgerHead {
  readonly tree: Tree;
  /** Name of the ledger in its last batch. */
  readonly origin: string;
  /** Note of the last batch, null in an empty ledger. */
  readonly note: string | null;
  /** Id of the last leaf that the writer's key has signed, null for none. */
  readonly lastId: string | null;
  /** First leaf of the last batch that the writer's key has signed, null for none. */
  readonly own: number | null;
}

/** Whose ends a writer follows, and how messages name the ledger. */
export interface HeadOptions {
  /** The writer's own key first. */
  readonly verifiers: readonly [own: NoteVerifier, ...others: NoteVerifier[]];
  readonly where: string;
}

/**
 * Reads where the ledger ends and checks it against the last signed checkpoint, so that a writer never
 * begins on top of a damaged end. Throws a `StartError` that says what to do; the rest of the ledger is for
 * the verifier.
 */
export async function readHead(store: LedgerStore, options: HeadOptions): Promise<LedgerHead> {
  const { verifiers, where } = options;
  const [own] = verifiers;
  const stored = await store.head();
  // Where others append too, what they have appended since is beyond that head.
  const isMoving = store.isShared && stored.size > 0;
  const last = isMoving ? await store.endingAt(stored.size) : await store.last();
  const tree = restoreTree(stored.size, stored.edge);
  if (last === null && tree?.size === 0) {
    return { tree, origin: own.name, note: null, lastId: null, own: null };
  }
  const signed = last === null ? null : readCheckpoint(last.note);
  if (last === null || signed === null || tree === null) throw damaged(where);
  const { checkpoint, note } = signed;
  if (checkpoint.origin !== own.name) {
    throw new StartError([
      `The audit ledger ${where} belongs to ${checkpoint.origin}, not to ${own.name}.`,
    ]);
  }
  if (!verifiers.some((verifier) => isSignedBy(note, verifier))) {
    throw new StartError([
      `The audit ledger ${where} ends with another key's signature. Restore that key's file.`,
    ]);
  }
  if (
    checkpoint.size !== tree.size ||
    !checkpoint.root.equals(treeRoot(tree)) ||
    !batchHash(last.note, last.hashes).equals(stored.batch) ||
    readLastId(last) === null
  ) {
    throw damaged(where);
  }
  const mine = await store.lastOf(own.id.toString('hex'));
  const lastId = mine === null ? null : readLastId(mine);
  return { tree, origin: own.name, note: last.note, lastId, own: mine?.first ?? null };
}

function readLastId({ leaves }: Batch): string | null {
  const leaf = unpackLeaves(leaves)?.at(-1);
  return leaf === undefined ? null : parseLeafId(leaf);
}

function damaged(where: string): StartError {
  return new StartError([
    `The audit ledger ${where} is damaged at its end. Run: phi-gateway audit verify --db ${where}`,
  ]);
}
