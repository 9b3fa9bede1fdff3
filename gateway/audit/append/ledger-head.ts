import { StartError } from '../../errors.ts';
import { batchHash, unpackLeaves } from '../tree/batch.ts';
import type { BatchTable } from '../store/sqlite/batch-table.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { restoreTree, treeRoot, type Tree } from '../tree/merkle-tree.ts';
import { parseLeafId } from '../record/parse-leaf.ts';
import { isSignedBy, type NoteVerifier } from '../tree/signed-note.ts';

/** Where a ledger ends, as far as the next batch needs it. */
export interface LedgerHead {
  readonly tree: Tree;
  /** Hash of the last batch. */
  readonly batch: Buffer;
  /** Note of the last batch, null in an empty ledger. */
  readonly note: string | null;
  /** Id of the last leaf, null in an empty ledger. */
  readonly lastId: string | null;
}

/**
 * Reads where the ledger ends and checks it against the last signed checkpoint, so that a writer never
 * signs on top of a damaged end. Throws a `StartError` that says what to do; the rest of the ledger is for
 * the verifier.
 */
export function readHead(table: BatchTable, verifier: NoteVerifier, path: string): LedgerHead {
  const stored = table.head();
  const last = table.last();
  const tree = restoreTree(stored.size, stored.edge);
  if (last === null && tree?.size === 0) {
    return { tree, batch: stored.batch, note: null, lastId: null };
  }
  const signed = last === null ? null : readCheckpoint(last.note);
  const lastLeaf = last === null ? undefined : unpackLeaves(last.leaves)?.at(-1);
  const lastId = lastLeaf === undefined ? null : parseLeafId(lastLeaf);
  if (last === null || signed === null || tree === null || lastId === null) throw damaged(path);
  const { checkpoint, note } = signed;
  if (checkpoint.origin !== verifier.name) {
    throw new StartError([
      `The audit ledger ${path} belongs to ${checkpoint.origin}, not to ${verifier.name}.`,
    ]);
  }
  if (!isSignedBy(note, verifier)) {
    throw new StartError([
      `The audit ledger ${path} ends with another key's signature. Restore that key's file.`,
    ]);
  }
  const root = treeRoot(tree);
  if (
    checkpoint.size !== tree.size ||
    !checkpoint.root.equals(root) ||
    !batchHash(last.note, last.hashes).equals(stored.batch)
  ) {
    throw damaged(path);
  }
  return { tree, batch: stored.batch, note: last.note, lastId };
}

function damaged(path: string): StartError {
  return new StartError([
    `The audit ledger ${path} is damaged at its end. Run: phi-gateway audit verify --db ${path}`,
  ]);
}
