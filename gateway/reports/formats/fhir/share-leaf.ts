import type { PlainLeaf } from '../../../audit/record/parse-leaf.ts';
import type { AccessEntry } from '../../../audit/record/record.ts';

/** What a leaf holds about one patient, or about none. */
export interface Share {
  /** Null for data without a patient, or of an unknown one. */
  readonly patient: string | null;
  /**
   * Identifies the share within its leaf, also after other patients were erased: the number of its first object or patient
   * in the leaf, or `LEAF_PLACE`.
   */
  readonly place: string;
  readonly records: readonly SharedRecord[];
  /** Whether the denials belong to it: an input named the patient, or no patient was named. */
  readonly holdsDenials: boolean;
}

/** Place of the share without a patient that holds the denials of a leaf, or all of a leaf that names no patient. */
export const LEAF_PLACE = 'leaf';

/** A released record of the patient. */
export interface SharedRecord {
  readonly entry: Omit<AccessEntry, 'objects'>;
  /** Key of the record; null for an object without one. */
  readonly record: string | null;
}

/**
 * Splits a leaf into one share per patient, in the order in which it names them. A denial without a patient in the
 * inputs is a share of its own, without a patient, in addition to the released data. A leaf that names no patient is one
 * share. Example: a list of two patients with a denied field gives the shares `0` and `1` with their records, and `leaf`
 * with the denial.
 */
export function shareLeaf(leaf: PlainLeaf): readonly Share[] {
  const shares = new Map<string | null, { place: string; records: SharedRecord[] }>();
  let place = 0;
  const shareOf = (patient: string | null) => {
    const share = shares.get(patient) ?? { place: String(place), records: [] };
    shares.set(patient, share);
    place += 1;
    return share;
  };
  for (const { objects, ...entry } of leaf.accesses)
    for (const [patient, record] of objects) shareOf(patient).records.push({ entry, record });
  for (const patient of leaf.patients) shareOf(patient);

  const named = new Set(leaf.patients);
  const split = [...shares].map(([patient, share]) => ({
    patient,
    ...share,
    holdsDenials: patient !== null && named.has(patient),
  }));
  const needsShareOfLeaf = split.length === 0 || (leaf.denied.length > 0 && named.size === 0);
  return needsShareOfLeaf
    ? [...split, { patient: null, place: LEAF_PLACE, records: [], holdsDenials: true }]
    : split;
}
