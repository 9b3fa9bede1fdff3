import { parseLeaf } from '../record/parse-leaf.ts';
import { createProver } from '../tree/create-prover.ts';
import type { Tree } from '../tree/merkle-tree.ts';
import { readVerifier, type NoteVerifier } from '../tree/signed-note.ts';
import type { KeyLeaf } from './proof-file.ts';
import type { WholeBatch } from './read-signed.ts';

const MARK = '"kind":"log.key.';

/** What a leaf does to a key of the ledger; null for any other leaf. */
export function keyChange(
  bytes: Buffer,
): { readonly kind: 'enrolled' | 'retired'; readonly vkey: string } | null {
  const leaf = bytes.includes(MARK) ? parseLeaf(bytes) : null;
  const vkey = leaf?.details?.['key'];
  if (typeof vkey !== 'string') return null;
  if (leaf?.kind === 'log.key.enrolled') return { kind: 'enrolled', vkey };
  return leaf?.kind === 'log.key.retired' ? { kind: 'retired', vkey } : null;
}

/** The key that a leaf enrols, null for any other leaf. */
export function enrolledKey(bytes: Buffer): NoteVerifier | null {
  const change = keyChange(bytes);
  return change?.kind === 'enrolled' ? readVerifier(change.vkey) : null;
}

/** The leaves of a batch that enrol or retire keys, each with its path in the tree that the batch ends. */
export function findKeyLeaves(batch: WholeBatch, before: () => Tree): readonly KeyLeaf[] {
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
