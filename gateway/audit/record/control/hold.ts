import { parseRanges, splitRanges, writeRanges, type IndexRange } from '../index-ranges.ts';
import { controlRecord } from './control-record.ts';
import type { Leaf } from '../parse-leaf.ts';
import type { AuditRecord } from '../record.ts';

/** What a legal hold keeps: the records about a patient, those of a period, or both together. */
export interface HoldScope {
  readonly patient: string | null;
  /** UTC ms since 1970, both inclusive; null for no limit. */
  readonly from: number | null;
  readonly until: number | null;
}

/** A hold as the ledger tells of it. */
export interface Hold extends HoldScope {
  /** UUIDv7. */
  readonly id: string;
  /** Index of the leaf that placed it. */
  readonly leaf: number;
  readonly reasonCommitment: string;
}

/** What one leaf says of holds; who is held stands elsewhere in it. */
export type HoldNote =
  | {
      readonly kind: 'place';
      readonly id: string;
      readonly hasPatient: boolean;
      readonly from: number | null;
      readonly until: number | null;
      readonly reasonCommitment: string;
      /** Tiles of 256 leaves that the hold kept when this was written. */
      readonly tiles: readonly IndexRange[];
    }
  | { readonly kind: 'release'; readonly id: string };

/** A leaf holds 64 KiB; more tiles than fit into this go into a further one. */
const MAX_TEXT = 48 * 1024;

/**
 * The records that place a hold, as many as its tiles take. They are written again whenever more is known of
 * what it keeps: a verifier can't see whom a leaf is about, and so learns what must still be there.
 */
export function placeRecords(
  { id, patient, from, until, reasonCommitment }: Omit<Hold, 'leaf'>,
  tiles: readonly IndexRange[],
  at: number,
): AuditRecord[] {
  return splitRanges(tiles, MAX_TEXT).map((part) => ({
    ...controlRecord('log.hold.placed', at, {
      hold: id,
      scope: patient === null ? 'period' : 'patient',
      from,
      until,
      tiles: writeRanges(part),
      reasonCommitment,
    }),
    patients: patient === null ? [] : [patient],
  }));
}

/** The record that ends a hold. */
export function releaseRecord(id: string, reasonCommitment: string, at: number): AuditRecord {
  return controlRecord('log.hold.released', at, { hold: id, reasonCommitment });
}

/** What a leaf says of a hold, null where it says nothing. */
export function holdIn({ kind, details }: Leaf): HoldNote | null {
  const id = details?.['hold'];
  if (typeof id !== 'string') return null;
  if (kind === 'log.hold.released') return { kind: 'release', id };
  if (kind !== 'log.hold.placed') return null;
  const tiles = parseRanges(String(details?.['tiles'] ?? ''));
  return {
    kind: 'place',
    id,
    hasPatient: details?.['scope'] === 'patient',
    from: timeIn(details?.['from']),
    until: timeIn(details?.['until']),
    reasonCommitment: String(details?.['reasonCommitment']),
    tiles: tiles ?? [],
  };
}

function timeIn(value: string | number | null | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** The patients whom a leaf is about; null where nobody can say: then it is held for any of them. */
export type LeafPatients = ReadonlySet<string | null> | null;

/** Whether a hold keeps a leaf: it is about the patient, where one is named, and from the time. */
export function isHeld(
  { patient, from, until }: HoldScope,
  { at, patients }: { readonly at: number; readonly patients: LeafPatients },
): boolean {
  const isThen = at >= (from ?? -Infinity) && at <= (until ?? Infinity);
  return isThen && (patient === null || patients === null || patients.has(patient));
}
