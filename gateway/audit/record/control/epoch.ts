import { controlRecord } from './control-record.ts';
import type { Leaf } from '../parse-leaf.ts';
import type { AuditRecord } from '../record.ts';

/** The size and root of a tree of one epoch: the time from one resumption of the ledger to the next. */
export interface KnownHead {
  readonly origin: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
}

/** The first leaf of an epoch: the restored tree, and the last known tree of the epoch before. */
export interface Epoch {
  /** The restored tree; its size is the index of this leaf. */
  readonly restored: KnownHead;
  /** The last remembered checkpoint that the restored ledger doesn't hold; null if none is known. */
  readonly known: KnownHead | null;
}

/** The record of a new epoch. Its reason may be PHI, so the record only commits to it. */
export function epochRecord(
  { restored, known }: Epoch,
  reasonCommitment: string,
  at: number,
): AuditRecord {
  return controlRecord('log.incarnation', at, {
    oldOrigin: restored.origin,
    oldSize: restored.size,
    oldRoot: restored.root,
    knownOrigin: known === null ? null : known.origin,
    knownSize: known === null ? null : known.size,
    knownRoot: known === null ? null : known.root,
    reasonCommitment,
  });
}

/** The epoch that a leaf begins; null for any other or a malformed leaf. */
export function epochIn(leaf: Leaf): Epoch | null {
  if (leaf.kind !== 'log.incarnation') return null;
  const { details } = leaf;
  const restored = headOf(details?.['oldOrigin'], details?.['oldSize'], details?.['oldRoot']);
  if (restored === null) return null;
  const members = [
    details?.['knownOrigin'],
    details?.['knownSize'],
    details?.['knownRoot'],
  ] as const;
  if (members.every((member) => member === null)) return { restored, known: null };
  const known = headOf(...members);
  return known === null ? null : { restored, known };
}

function headOf(origin: unknown, size: unknown, root: unknown): KnownHead | null {
  const isHead =
    typeof origin === 'string' &&
    typeof size === 'number' &&
    Number.isSafeInteger(size) &&
    size >= 0 &&
    typeof root === 'string';
  return isHead ? { origin, size, root } : null;
}
