import { controlRecord } from './control-record.ts';
import type { Leaf } from '../parse-leaf.ts';
import type { AuditRecord } from '../record.ts';

/** A size and root of an incarnation of the ledger. */
export interface KnownHead {
  readonly origin: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
}

/** What the first leaf of an incarnation says: what the ledger was restored to, and what it had been. */
export interface Epoch {
  /** Where the restored ledger ends, which is where this leaf stands. */
  readonly restored: KnownHead;
  /** The last checkpoint that anybody remembered and the restored ledger doesn't hold; null for none. */
  readonly known: KnownHead | null;
}

/** The record of an incarnation. Its reason may be PHI: the record only commits to it. */
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

/** What an incarnation leaf says; null for any other leaf, and for one that doesn't say it properly. */
export function epochIn(leaf: Leaf): Epoch | null {
  if (leaf.kind !== 'log.incarnation') return null;
  const { details } = leaf;
  const of = (prefix: 'old' | 'known') =>
    headOf(details?.[`${prefix}Origin`], details?.[`${prefix}Size`], details?.[`${prefix}Root`]);
  const restored = of('old');
  const isNone = NAMES.every((name) => details?.[name] === null);
  const known = isNone ? null : of('known');
  return restored === null || (known === null && !isNone) ? null : { restored, known };
}

const NAMES = ['knownOrigin', 'knownSize', 'knownRoot'] as const;

function headOf(origin: unknown, size: unknown, root: unknown): KnownHead | null {
  const isHead =
    typeof origin === 'string' &&
    typeof size === 'number' &&
    Number.isSafeInteger(size) &&
    size >= 0 &&
    typeof root === 'string';
  return isHead ? { origin, size, root } : null;
}
