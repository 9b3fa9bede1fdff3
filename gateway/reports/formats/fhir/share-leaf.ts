import type { PlainLeaf } from '../../../audit/record/parse-leaf.ts';
import type { AccessEntry } from '../../../audit/record/record.ts';

/** What one leaf tells of one patient. */
export interface Share {
  /** Null for what is nobody's, or whose patient is not known. */
  readonly patient: string | null;
  /** A name of the share within its leaf that stays when others of them are erased. */
  readonly place: string;
  readonly records: readonly SharedRecord[];
  /** Whether what was denied belongs to it: the patient was named by an input, or nobody was. */
  readonly holdsDenials: boolean;
}

/** A record of the patient that was released. */
export interface SharedRecord {
  readonly entry: Omit<AccessEntry, 'objects'>;
  /** Null where it has no key. */
  readonly record: string | null;
}

/**
 * Splits a leaf into one share for each patient that it names, in the order in which it names them. What was
 * denied where no input named a patient is a share of its own, without one, beside what was released; a leaf
 * that names nobody is one share.
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
  const isOpen = split.length === 0 || (leaf.denied.length > 0 && named.size === 0);
  return isOpen
    ? [...split, { patient: null, place: 'leaf', records: [], holdsDenials: true }]
    : split;
}
