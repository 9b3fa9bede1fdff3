import { parseRanges, splitRanges, writeRanges, type IndexRange } from '../index-ranges.ts';
import { controlRecord, MAX_LIST_LENGTH } from './control-record.ts';
import type { Leaf } from '../parse-leaf.ts';
import type { AuditRecord } from '../record.ts';

/** What a legal hold protects: the records about a patient, of a period, or about a patient in a period. */
export interface HoldScope {
  readonly patient: string | null;
  /** UTC ms since 1970, both inclusive; null for no limit. */
  readonly from: number | null;
  readonly until: number | null;
}

/** A hold as the ledger records it. */
export interface Hold extends HoldScope {
  /** UUIDv7. */
  readonly id: string;
  /** Index of the leaf that placed it. */
  readonly leaf: number;
  readonly reasonCommitment: string;
}

/** The placement or release of a hold, as a leaf states it. The patient is in the leaf's list of patients. */
export type HoldChange =
  | {
      readonly kind: 'place';
      readonly id: string;
      readonly hasPatient: boolean;
      readonly from: number | null;
      readonly until: number | null;
      readonly reasonCommitment: string;
      /** Tiles of 256 leaves that the hold protected when the leaf was written. */
      readonly tiles: readonly IndexRange[];
    }
  | { readonly kind: 'release'; readonly id: string };

/**
 * The records that place a hold, as many as its tiles need. They are written again when the hold protects further tiles: a
 * verifier cannot see the patients of a leaf, so the hold states which tiles must keep their bodies.
 */
export function placeRecords(
  { id, patient, from, until, reasonCommitment }: Omit<Hold, 'leaf'>,
  tiles: readonly IndexRange[],
  at: number,
): AuditRecord[] {
  return splitRanges(tiles, MAX_LIST_LENGTH).map((part) => ({
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

/** The change of a hold that a leaf states; null for any other leaf. */
export function holdIn({ kind, details }: Leaf): HoldChange | null {
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

/** The patients that a leaf is about; null if they are unknown: then every hold for a patient protects the leaf. */
export type LeafPatients = ReadonlySet<string | null> | null;

/** Whether a hold protects a leaf: it is about the patient, if the hold names one, and from the period. */
export function isHeld(
  { patient, from, until }: HoldScope,
  { at, patients }: { readonly at: number; readonly patients: LeafPatients },
): boolean {
  const isThen = at >= (from ?? -Infinity) && at <= (until ?? Infinity);
  return isThen && (patient === null || patients === null || patients.has(patient));
}
