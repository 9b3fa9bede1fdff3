import { parseLeaf, type Leaf } from '../record/parse-leaf.ts';
import { isPruned } from '../tree/batch.ts';
import { leafHash } from '../tree/merkle-tree.ts';

/** The leaves of a batch, hashed and parsed. Each array has one item per leaf, in their order. */
export interface Contents {
  /** The leaf hashes that are stored with the batch. */
  readonly stored: readonly Buffer[];
  /** Hashes of the leaves' bytes; for a pruned leaf, whose bytes were deleted, its stored hash. */
  readonly bodies: readonly Buffer[];
  /** Null for bytes that are not a canonical leaf, and for a pruned leaf. */
  readonly leaves: readonly (Leaf | null)[];
  /** Places of the pruned leaves in the batch, from 0, ascending. */
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

/**
 * A text that ascends over the leaves that one key signed: by id, then by part, such as `<id>/0000000002`. Null for a leaf
 * without a valid id or part.
 */
export function orderKey(leaf: Pick<Leaf, 'id' | 'part'> | null): string | null {
  if (leaf === null || typeof leaf.id !== 'string' || !Number.isSafeInteger(leaf.part)) return null;
  return `${leaf.id}/${String(leaf.part).padStart(10, '0')}`;
}
