import type { LeafContext } from './leaf.ts';
import { LEAF_FORMAT } from './leaf.ts';
import { parseCanonical } from './parse-canonical.ts';
import type { AuditRecord } from './record.ts';

/** A leaf as it is read back. */
export interface Leaf extends AuditRecord, LeafContext {
  readonly _t: string;
  readonly part: number;
  readonly parts: number;
}

/** The leaf in canonical bytes of our format; null for anything else. */
export function parseLeaf(bytes: Uint8Array): Leaf | null {
  const value = parseCanonical(bytes);
  if (typeof value !== 'object' || value === null || !('_t' in value)) return null;
  return value['_t'] === LEAF_FORMAT ? (value as unknown as Leaf) : null;
}

/** The id of the record that a leaf belongs to, null where it is no leaf of our format. */
export function parseLeafId(bytes: Uint8Array): string | null {
  const id: unknown = parseLeaf(bytes)?.id;
  return typeof id === 'string' ? id : null;
}
