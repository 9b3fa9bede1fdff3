import type { Leaf } from './parse-leaf.ts';
import type { RecordKind } from './record.ts';

/** The commitment to a text in a leaf; null for a leaf without one. */
export function commitmentIn(leaf: Leaf): string | null {
  const commitment = COMMITTING_KINDS.has(leaf.kind) ? leaf.details?.['reasonCommitment'] : null;
  return typeof commitment === 'string' ? commitment : null;
}

/** Kinds of leaves that may commit to a text. */
export const COMMITTING_KINDS: ReadonlySet<string> = new Set<RecordKind>([
  'breakglass.start',
  'disclosure',
  'review',
  'suppression',
  'question',
  'log.erase',
  'log.withdraw',
  'log.quarantine',
  'log.hold.placed',
  'log.hold.released',
  'log.incarnation',
  'log.threshold',
]);
