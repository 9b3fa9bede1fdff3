import { StartError } from '../../platform/errors.ts';
import { openRows } from '../export/open-rows.ts';
import { createErasedLookup } from '../chain/erased-lookup.ts';
import { damaged } from '../store/damaged-ledger.ts';
import { printLocation, type ReadableLocation } from '../store/ledger-location.ts';
import { unreadable } from '../store/unreadable-ledger.ts';
import { createProver } from '../tree/create-prover.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { EMPTY_TREE } from '../tree/merkle-tree.ts';
import { isSignedBy } from '../tree/signed-note.ts';
import { createLeafSelection } from './select-leaves.ts';
import { isAccountedFor, openingsOf, readOpenings } from './patient-openings.ts';
import { enrolledKey } from '../record/control/key-change.ts';
import { findKeyLeaves } from './key-leaves.ts';
import type { KeyLeaf, Proof, ProofSubject, ProvenLeaf } from './proof-file.ts';
import { readWhole } from '../chain/read-whole.ts';

/** Whom a proof is about, and from which ledger it is made. */
export interface ProveOptions extends ProofSubject {
  readonly location: ReadableLocation;
  /** Told how many leaves are behind, of at least how many. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Proves in one pass over a ledger that each leaf about a patient is in it. Memory grows with those leaves and
 * not with the ledger. Throws a `StartError` where there is no ledger, or where it doesn't lead to what its
 * last checkpoint says and a key of its own has signed.
 */
export async function provePatient(options: ProveOptions): Promise<Proof> {
  const { location, patient, since, until, onProgress } = options;
  const reader = await openRows(location);
  try {
    const subject = { patient, since, until };
    const erased = createErasedLookup(reader);
    const concerned = createLeafSelection(subject);
    const found = new Map<number, Pick<ProvenLeaf, 'leaf' | 'openings'>>();
    const indexes = new Set<number>();
    const keys: KeyLeaf[] = [];
    const prover = createProver(EMPTY_TREE, indexes);
    let checkpoint = '';
    let size = 0;
    const total = reader.isLedger ? await reader.size() : 0;
    for await (const batch of reader.isLedger ? readWhole(reader, location) : []) {
      const openings = await readOpenings(reader, batch.first, batch.leaves);
      for (const [offset, bytes] of batch.leaves.entries()) {
        const index = batch.first + offset;
        const opening = openings.get(index) ?? null;
        if (!(await isAccountedFor({ index, bytes, openings: opening }, erased)))
          throw damaged(index, location);
        if (!concerned.concerns(bytes, index, opening)) continue;
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
    const { root, inclusion } = prover.finish();
    const read = readCheckpoint(checkpoint);
    const signer = keys
      .flatMap(({ leaf }) => enrolledKey(Buffer.from(leaf)) ?? [])
      .find((key) => read !== null && isSignedBy(read.note, key));
    const isSigned = read?.checkpoint.size === size && read.checkpoint.root.equals(root);
    if (signer === undefined || !isSigned) throw damaged(size - 1, location);
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
