import { LEAF_FORMAT } from './leaf.ts';
import { parseMembers } from './canonical/parse-canonical.ts';

/** What places a leaf in its ledger. */
export interface LeafOutline {
  readonly id: string;
  readonly part: number;
  /** UTC ms since 1970. */
  readonly at: number;
  readonly kind: string;
  /** Whether it holds commitments where others hold ids. */
  readonly isCommitted: boolean;
}

/**
 * The outline of a leaf in canonical bytes of our format; null for anything else, a leaf that lacks one of
 * these included. `parseLeaf` checks no more of the bytes, and takes three times as long.
 */
export function outlineLeaf(bytes: Uint8Array): LeafOutline | null {
  const member = parseMembers(bytes);
  if (member?.('_t') !== LEAF_FORMAT) return null;
  const [id, part, at, kind] = [member('id'), member('part'), member('at'), member('kind')];
  const isOutline =
    typeof id === 'string' &&
    typeof part === 'number' &&
    typeof at === 'number' &&
    typeof kind === 'string';
  if (!isOutline) return null;
  return { id, part, at, kind, isCommitted: member('patientCommitments') !== undefined };
}
