import { erasedPositions, openingStates, openLeaf } from '../../audit/record/open-leaf.ts';
import { parseLeaf, type PlainLeaf } from '../../audit/record/parse-leaf.ts';
import { leafHash } from '../../audit/tree/merkle-tree.ts';
import { leafEvents, type LeafEvent } from './leaf-events.ts';

/** A stored leaf, checked against its hash, with ids in place of its commitments. */
export interface DerivedLeaf {
  /** Null if the leaf was pruned, changed, or can't be parsed. */
  readonly leaf: PlainLeaf | null;
  readonly events: readonly LeafEvent[];
  /** Whether the leaf or one of its openings was changed or lost after it was written. */
  readonly isDamaged: boolean;
  /** Positions of the commitments whose openings were erased. The caller checks that a record says so. */
  readonly erased: readonly number[];
}

/**
 * A leaf as the ledger stores it. Instead of ids of patients, a leaf can hold commitments (hashes with a salt); the ids
 * and salts that open them are stored outside the tree, so that they can be erased.
 */
export interface StoredLeaf {
  readonly bytes: Buffer;
  /** The leaf hash that the ledger stores; `bytes` may no longer match it. */
  readonly hash: Buffer;
  /** The packed openings of its commitments; null for a leaf without openings. */
  readonly openings: Buffer | null;
}

/**
 * Derives the events of a leaf. A leaf whose bytes don't match its hash is damaged and has no events. So is a leaf
 * without bytes: whether a later record says that it was pruned is for the caller to check.
 */
export function deriveLeaf(
  { bytes, hash, openings }: StoredLeaf,
  isReleased: boolean,
): DerivedLeaf {
  if (!leafHash(bytes).equals(hash)) return DAMAGED;
  const leaf = parseLeaf(bytes);
  if (leaf === null) return DAMAGED;
  const opened = openLeaf(leaf, openings);
  if (opened === null) return DAMAGED;
  const states = openingStates(leaf, openings);
  return {
    leaf: opened,
    events: leafEvents(opened, isReleased),
    isDamaged: states.some((state) => state === 'missing' || state === 'changed'),
    erased: erasedPositions(states),
  };
}

const DAMAGED: DerivedLeaf = Object.freeze({
  leaf: null,
  events: [],
  isDamaged: true,
  erased: [],
});
