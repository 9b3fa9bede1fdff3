import type { Commitment } from './identity-commitment.ts';
import type { LeafContext } from './leaf.ts';
import { LEAF_FORMAT } from './leaf.ts';
import { parseCanonical } from './canonical/parse-canonical.ts';
import type { AccessEntry, AuditRecord } from './record.ts';

/** A leaf as it is read: with ids, or with commitments in place of ids (see `openLeaf`). */
export type Leaf = PlainLeaf | CommittedLeaf;

interface LeafFrame extends Omit<AuditRecord, 'accesses' | 'patients'>, LeafContext {
  readonly _t: string;
  readonly part: number;
  readonly parts: number;
}

/** A leaf with ids of patients and records. */
export interface PlainLeaf extends LeafFrame, Pick<AuditRecord, 'accesses' | 'patients'> {}

/** A leaf with commitments in place of ids. */
export interface CommittedLeaf extends LeafFrame {
  readonly accesses: readonly CommittedEntry[];
  readonly patientCommitments: readonly Commitment[];
}

/** An entry of a committed leaf. */
export interface CommittedEntry extends Omit<AccessEntry, 'objects'> {
  readonly objectCommitments: readonly Commitment[];
}

/** Part of the bytes of every leaf with commitments in place of ids; a search for it is faster than parsing the leaf. */
export const COMMITMENTS_MARKER = 'Commitments":["';

/** The leaf in canonical bytes of this format; null for anything else. */
export function parseLeaf(bytes: Uint8Array): Leaf | null {
  const value = parseCanonical(bytes);
  if (typeof value !== 'object' || value === null || !('_t' in value)) return null;
  return value['_t'] === LEAF_FORMAT ? (value as unknown as Leaf) : null;
}

/** Whether a leaf has commitments in place of ids. */
export function isCommitted(leaf: Leaf): leaf is CommittedLeaf {
  return 'patientCommitments' in leaf;
}

/** The id of the record of a leaf; null for bytes of another format. */
export function parseLeafId(bytes: Uint8Array): string | null {
  const id: unknown = parseLeaf(bytes)?.id;
  return typeof id === 'string' ? id : null;
}
