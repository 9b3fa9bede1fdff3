import { LEAF_FORMAT } from './leaf.ts';
import { parseMembers } from './canonical/parse-canonical.ts';

/** The members of a leaf that a verifier needs for most leaves. */
export interface LeafOutline {
  readonly id: string;
  readonly part: number;
  /** UTC ms since 1970. */
  readonly at: number;
  readonly kind: string;
  /** Whether the leaf has commitments in place of ids. */
  readonly isCommitted: boolean;
}

/**
 * The outline of a leaf in canonical bytes of this format; null for anything else, also if one of these members is missing.
 * `parseLeaf` checks the same bytes and takes three times as long.
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
