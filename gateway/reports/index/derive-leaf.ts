import { openingStates, openLeaf } from '../../audit/record/open-leaf.ts';
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
 * What a leaf says in reports. One whose bytes are not those that were hashed says nothing. (So does a leaf
 * without bytes: where leaves are pruned, this is where one that a record covers stops being damaged.)
 */
export function deriveLeaf(
  { bytes, hash, openings }: StoredLeaf,
  isReleased: boolean,
): DerivedLeaf {
  if (!leafHash(bytes).equals(hash)) return DAMAGED;
  const leaf = parseLeaf(bytes);
  if (leaf === null) return DAMAGED;
  try {
    const opened = openLeaf(leaf, openings);
    const states = openingStates(leaf, openings);
    return {
      leaf: opened,
      events: leafEvents(opened, isReleased),
      isDamaged: states.some((state) => state === 'missing' || state === 'changed'),
    };
  } catch (error) {
    // Canonical JSON of our format's name that isn't of its form: no gateway wrote it.
    if (error instanceof TypeError || error instanceof RangeError) return DAMAGED;
    throw error;
  }
}

const DAMAGED: DerivedLeaf = Object.freeze({ leaf: null, events: [], isDamaged: true });
