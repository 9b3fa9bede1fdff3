import { controlRecord } from './control-record.ts';
import { parseRanges, writeRanges, type IndexRange } from '../index-ranges.ts';
import type { Leaf } from '../parse-leaf.ts';
import { TILE_WIDTH } from '../../tree/tile-width.ts';
import type { AuditRecord } from '../record.ts';
import { parseRetention, writeRetention, type Retention } from './retention.ts';

/** A prune leaf: the pruned records, and the state of the ledger that it carries forward. */
export interface Pruning {
  /** Leaves, in whole tiles of 256. */
  readonly ranges: readonly IndexRange[];
  /** How many of these lose their body; the others are control leaves and stay. */
  readonly leaves: number;
  /** Merkle tree hash over the hashes of all leaves in the ranges, one after the other; base64. */
  readonly root: string;
  /** SHA-256, base64, over 32 bytes per tile: one bit per leaf, set if its body stays. */
  readonly kept: string;
  /** No leaf up to the last of them was recorded later than this, UTC ms since 1970. */
  readonly latest: number;
  readonly retention: Retention;
  /** Carried forward: keys as `vkey@first leaf-last leaf`, in order. */
  readonly keys: readonly string[];
  /** Open holds, as `id@leaf`. */
  readonly holds: readonly string[];
  /** Indexes of the prune leaves before it. */
  readonly earlier: readonly number[];
}

/** A key in the form of prune leaves; `validUntil` is null if it was not retired. */
export function writeKey(key: {
  readonly vkey: string;
  readonly validFrom: number;
  readonly validUntil: number | null;
}): string {
  return `${key.vkey}@${key.validFrom}-${key.validUntil ?? ''}`;
}

/** The record of a pruning, which is written before the bodies are deleted. */
export function pruneRecord(pruning: Pruning, at: number): AuditRecord {
  const { ranges, leaves, root, kept, latest, retention, keys, holds, earlier } = pruning;
  const details = {
    ranges: writeRanges(ranges),
    leaves,
    root,
    kept,
    latest,
    retention: writeRetention(retention),
    keys: keys.join(' '),
    holds: holds.join(' '),
    earlier: earlier.join(' '),
  };
  return { ...controlRecord('log.prune', at, details), action: 'D' };
}

/** Part of the bytes of every prune leaf; canonical JSON writes it in one way only. */
export const PRUNE_MARKER = '"kind":"log.prune"';

/** The pruning that a leaf records; null for any other or a malformed leaf. */
export function pruningIn({ kind, details }: Pick<Leaf, 'kind' | 'details'>): Pruning | null {
  if (kind !== 'log.prune' || details === null) return null;
  const { leaves, latest } = details;
  const text = (name: string) => String(details[name] ?? '');
  const list = (name: string) => (text(name) === '' ? [] : text(name).split(' '));
  const ranges = parseRanges(text('ranges'));
  const retention = parseRetention(text('retention'));
  const isWhole =
    typeof leaves === 'number' &&
    typeof latest === 'number' &&
    ranges !== null &&
    ranges.every(([from, to]) => from % TILE_WIDTH === 0 && (to + 1) % TILE_WIDTH === 0) &&
    retention !== null;
  if (!isWhole) return null;
  return {
    ranges,
    leaves,
    root: text('root'),
    kept: text('kept'),
    latest,
    retention,
    keys: list('keys'),
    holds: list('holds'),
    earlier: list('earlier').map(Number),
  };
}

/** Whether a leaf is never pruned: control leaves except heartbeats. They name no patient, and later records depend on them. */
export function isKept({ kind }: Pick<Leaf, 'kind'>): boolean {
  return kind.startsWith('log.') && kind !== 'log.heartbeat';
}
