import { parseLeaf, type Leaf } from '../record/parse-leaf.ts';
import { isPruned } from '../tree/batch.ts';
import { leafHash } from '../tree/merkle-tree.ts';

/** The leaves of a batch as they are now. */
export interface Contents {
  readonly stored: readonly Buffer[];
  /** Hashes of what is there; of a leaf without a body the stored one. */
  readonly bodies: readonly Buffer[];
  /** Null for bytes that are no canonical leaf, and for none. */
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

/** Ids ascend along what one key signed, and parts within a record. */
export function orderKey(leaf: Pick<Leaf, 'id' | 'part'> | null): string | null {
  if (leaf === null || typeof leaf.id !== 'string' || !Number.isSafeInteger(leaf.part)) return null;
  return `${leaf.id}/${String(leaf.part).padStart(10, '0')}`;
}
