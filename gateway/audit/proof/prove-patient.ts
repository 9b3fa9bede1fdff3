import { StartError } from '../../platform/errors.ts';
import { openRows } from '../export/open-rows.ts';
import { createErasedLookup } from '../chain/erased-lookup.ts';
import { damaged } from '../store/damaged-ledger.ts';
import { printLocation, type ReadableLocation } from '../store/ledger-location.ts';
import { unreadable } from '../store/unreadable-ledger.ts';
import { createProver } from '../tree/create-prover.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { EMPTY_TREE, type Tree } from '../tree/merkle-tree.ts';
import { isSignedBy } from '../tree/signed-note.ts';
import { createLeafSelection } from './select-leaves.ts';
import { isAccountedFor, openingsOf, readOpenings } from './patient-openings.ts';
import { enrolledKey, keyChange } from '../record/control/key-change.ts';
import type { KeyLeaf, Proof, ProofSubject, ProvenLeaf } from './proof-file.ts';
import { readWhole, type WholeBatch } from '../chain/read-whole.ts';

/** The subject of a proof, and the ledger that proves it. */
export interface ProveOptions extends ProofSubject {
  readonly location: ReadableLocation;
  /** Called with the number of read leaves, and the total so far. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Creates a proof that each leaf about a patient is in a ledger, in one pass. Memory grows with those leaves, not with the
 * ledger. Throws a `StartError` if there is no ledger, or it is damaged or not signed with a key of the ledger.
 */
export async function provePatient(options: ProveOptions): Promise<Proof> {
  const { location, patient, since, until, onProgress } = options;
  const reader = await openRows(location);
  try {
    const subject = { patient, since, until };
    const erased = createErasedLookup(reader);
    const selection = createLeafSelection(subject);
    const found = new Map<number, Pick<ProvenLeaf, 'leaf' | 'openings'>>();
    const indexes = new Set<number>();
    const keys: KeyLeaf[] = [];
    const prover = createProver(EMPTY_TREE, indexes);
    let checkpoint = '';
    let size = 0;
    const total = reader.isLedger ? await reader.size() : 0;
    for await (const batch of reader.isLedger ? readWhole(reader) : []) {
      const openings = await readOpenings(reader, batch.first, batch.leaves);
      for (const [offset, bytes] of batch.leaves.entries()) {
        const index = batch.first + offset;
        const opening = openings.get(index) ?? null;
        if (!(await isAccountedFor({ index, bytes, openings: opening }, erased)))
          throw damaged(index, reader.where);
        if (!selection.includes(bytes, index, opening)) continue;
        indexes.add(index);
        const own = openingsOf(patient, bytes, opening)?.toString('base64') ?? null;
        found.set(index, { leaf: bytes.toString(), openings: own });
      }
      keys.push(...findKeyLeaves(batch, () => prover.tree()));
      prover.add(batch.hashes);
      ({ note: checkpoint, size } = batch);
      onProgress(size, Math.max(size, total));
    }
    if (size === 0) throw new StartError([`${printLocation(location)} holds no audit ledger.`]);
    // The last checkpoint must be of the tree that was read, and signed with a key that a leaf of it enrolls.
    const { root, inclusion } = prover.finish();
    const read = readCheckpoint(checkpoint);
    const signer = keys
      .flatMap(({ leaf }) => enrolledKey(Buffer.from(leaf)) ?? [])
      .find((key) => read !== null && isSignedBy(read.note, key));
    const isSigned = read?.checkpoint.size === size && read.checkpoint.root.equals(root);
    if (signer === undefined || !isSigned) throw damaged(size - 1, reader.where);
    const leaves = [...found].map(([index, { leaf, openings }]) => {
      const path = (inclusion.get(index) ?? []).map((hash) => hash.toString('base64'));
      return { index, leaf, path, openings };
    });
    return { ...subject, publicKey: signer.vkey, checkpoint, keys, leaves };
  } catch (cause) {
    const code = cause instanceof StartError ? null : reader.faultOf(cause);
    if (code === null) throw cause;
    throw unreadable(printLocation(location), code, cause);
  } finally {
    await reader.close();
  }
}

/** The leaves of a batch that enroll or retire keys, with their audit paths in the tree at the end of the batch. */
function findKeyLeaves(batch: WholeBatch, before: () => Tree): readonly KeyLeaf[] {
  const { first, leaves, hashes, note } = batch;
  const found = leaves.flatMap((bytes, offset) =>
    keyChange(bytes) === null ? [] : [{ index: first + offset, bytes }],
  );
  if (found.length === 0) return [];
  const prover = createProver(before(), new Set(found.map(({ index }) => index)));
  prover.add(hashes);
  const { inclusion } = prover.finish();
  return found.map(({ index, bytes }) => {
    const path = (inclusion.get(index) ?? []).map((hash) => hash.toString('base64'));
    return { index, leaf: bytes.toString(), path, checkpoint: note };
  });
}
