import { erasedPositions, openingStates, openLeaf } from '../../audit/record/open-leaf.ts';
import { parseLeaf, type PlainLeaf } from '../../audit/record/parse-leaf.ts';
import { leafHash } from '../../audit/tree/merkle-tree.ts';
import { leafEvents, type LeafEvent } from './leaf-events.ts';

/** A leaf as a report may repeat it. */
export interface DerivedLeaf {
  /** Null for bytes that say nothing that could be repeated. */
  readonly leaf: PlainLeaf | null;
  /** Its events, in order. */
  readonly events: readonly LeafEvent[];
  /** Whether it was changed after it was written, or what opens it was. */
  readonly isDamaged: boolean;
  /** Places of its commitments whose openings were taken away: whether a record says so is for the caller to see. */
  readonly erased: readonly number[];
}

/** A leaf as it lies in the ledger. */
export interface StoredLeaf {
  readonly bytes: Buffer;
  /** The hash that is stored for it. */
  readonly hash: Buffer;
  /** What opens its commitments, null for nothing. */
  readonly openings: Buffer | null;
}

/**
 * What a leaf says in reports. One whose bytes are not those that were hashed says nothing. So does a leaf
 * without bytes, which is damaged until a later one says that it was pruned.
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
