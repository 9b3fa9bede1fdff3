import { controlRecord } from './control-record.ts';
import { parseRanges, writeRanges, type IndexRange } from '../index-ranges.ts';
import type { Leaf } from '../parse-leaf.ts';
import { TILE_WIDTH } from '../../tree/tile-width.ts';
import type { AuditRecord } from '../record.ts';
import { parseRetention, writeRetention, type Retention } from './retention.ts';

/** What a prune leaf says: which records are gone, and what was known when they went. */
export interface Pruning {
  /** Leaves, in whole tiles of 256. */
  readonly ranges: readonly IndexRange[];
  /** How many of these have no body any more; the others are the ledger's own and stay. */
  readonly leaves: number;
  /** Merkle tree hash over the hashes of all leaves in the ranges, one after the other; base64. */
  readonly root: string;
  /** SHA-256, base64, over 32 bytes for each tile: a bit for each leaf, set where its body stays. */
  readonly kept: string;
  /** No leaf up to the last of them was recorded later than this, UTC ms since 1970. */
  readonly latest: number;
  readonly retention: Retention;
  /** Carried forward: keys as `vkey@first leaf-last leaf`, in order. */
  readonly keys: readonly string[];
  /** The holds that were open, as `id@leaf`. */
  readonly holds: readonly string[];
  /** Indexes of the prune leaves before it. */
  readonly earlier: readonly number[];
}

/** A key as prune leaves name it; `validUntil` is null where it was not retired. */
export function writeKey(key: {
  readonly vkey: string;
  readonly validFrom: number;
  readonly validUntil: number | null;
}): string {
  return `${key.vkey}@${key.validFrom}-${key.validUntil ?? ''}`;
}

/** The record that comes before bodies go. */
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

/** A text that every prune leaf has in it: canonical JSON writes it in one way only. */
export const PRUNE_MARKER = '"kind":"log.prune"';

/** What a prune leaf says; null for every other leaf, and for one that isn't what `pruneRecord` makes. */
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

/** Whether a leaf outlives its time: what the ledger says of itself, but for its signs of life, names nobody. */
export function isKept({ kind }: Pick<Leaf, 'kind'>): boolean {
  return kind.startsWith('log.') && kind !== 'log.heartbeat';
}
