import { parseLeaf, type Leaf } from '../record/parse-leaf.ts';
import { isPruned } from '../tree/batch.ts';
import { leafHash } from '../tree/merkle-tree.ts';

/** The stored leaves of a batch. */
export interface Contents {
  readonly stored: readonly Buffer[];
  /** Hashes of the bodies; for a leaf without a body its stored hash. */
  readonly bodies: readonly Buffer[];
  /** Null for bytes that are not a canonical leaf, and for a leaf without a body. */
  readonly leaves: readonly (Leaf | null)[];
  /** Places of leaves without a body, ascending. */
  readonly pruned: readonly number[];
}

/** Hashes and parses the leaves of a batch. */
export function readContents(leafBytes: readonly Buffer[], stored: readonly Buffer[]): Contents {
  const pruned = leafBytes.flatMap((bytes, place) => (isPruned(bytes) ? [place] : []));
  const bodies = leafBytes.map((bytes, place) =>
    isPruned(bytes) ? (stored[place] ?? leafHash(bytes)) : leafHash(bytes),
  );
  return { stored, bodies, leaves: leafBytes.map((bytes) => parseLeaf(bytes)), pruned };
}

/** Ascends over the leaves that one key signed: by id, then by part. */
export function orderKey(leaf: Pick<Leaf, 'id' | 'part'> | null): string | null {
  if (leaf === null || typeof leaf.id !== 'string' || !Number.isSafeInteger(leaf.part)) return null;
  return `${leaf.id}/${String(leaf.part).padStart(10, '0')}`;
}
