import type { Commitment } from './identity-commitment.ts';
import type { LeafContext } from './leaf.ts';
import { LEAF_FORMAT } from './leaf.ts';
import { parseCanonical } from './canonical/parse-canonical.ts';
import type { AccessEntry, AuditRecord } from './record.ts';

/** A leaf as it is read back: with ids in it, or with commitments in their place (`openLeaf`). */
export type Leaf = PlainLeaf | CommittedLeaf;

interface LeafFrame extends Omit<AuditRecord, 'accesses' | 'patients'>, LeafContext {
  readonly _t: string;
  readonly part: number;
  readonly parts: number;
}

/** A leaf that names patients and records. */
export interface PlainLeaf extends LeafFrame, Pick<AuditRecord, 'accesses' | 'patients'> {}

/** A leaf that names nobody. */
export interface CommittedLeaf extends LeafFrame {
  readonly accesses: readonly CommittedEntry[];
  readonly patientCommitments: readonly Commitment[];
}

/** An entry of such a leaf. */
export interface CommittedEntry extends Omit<AccessEntry, 'objects'> {
  readonly objectCommitments: readonly Commitment[];
}

/** Stands in the bytes of every leaf that makes a commitment in the place of an id. */
export const COMMITMENTS_MARKER = 'Commitments":["';

/** The leaf in canonical bytes of our format; null for anything else. */
export function parseLeaf(bytes: Uint8Array): Leaf | null {
  const value = parseCanonical(bytes);
  if (typeof value !== 'object' || value === null || !('_t' in value)) return null;
  return value['_t'] === LEAF_FORMAT ? (value as unknown as Leaf) : null;
}

/** Whether a leaf holds commitments where others hold ids. */
export function isCommitted(leaf: Leaf): leaf is CommittedLeaf {
  return 'patientCommitments' in leaf;
}

/** The id of the record that a leaf belongs to, null where it is no leaf of our format. */
export function parseLeafId(bytes: Uint8Array): string | null {
  const id: unknown = parseLeaf(bytes)?.id;
  return typeof id === 'string' ? id : null;
}
