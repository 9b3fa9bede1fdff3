import { OVERSIGHT } from '../tlog/leaf-terms.ts';
import type { PlainLeaf } from './parse-leaf.ts';

/** One field or argument of a part. */
interface PartCoordinate {
  readonly coordinate: string;
  /** The view that was released, or why nothing was. */
  readonly view: string;
  readonly categories: readonly string[];
}

/** Facts about a leaf that are not in the leaf. */
export interface LeafFacts {
  readonly index: number;
  /** False if its response was not sent. */
  readonly isReleased: boolean;
  /** The reason that the leaf commits to. */
  readonly reason: string | null;
}

/** What a part is about: a released record, a patient that only an input named, or a denial. */
export type PartKind = 'access' | 'touch' | 'denial';

/** What one leaf records of one patient: each is one row of a report. */
export interface LeafPart {
  readonly part: PartKind;
  /** Null if the patient is unknown or no patient is concerned. */
  readonly patient: string | null;
  /** How the effective roles reach the patient; empty if nothing was released. */
  readonly relations: readonly string[];
  /** Records of the patient that were released, or times that something was denied. */
  readonly records: number;
  readonly coordinates: readonly PartCoordinate[];
}

/** All parts of a leaf, in a fixed order. */
export function leafParts(leaf: PlainLeaf): LeafPart[] {
  const parts = [
    ['access', accesses(leaf, null)],
    ['touch', touches(leaf)],
    ['denial', denials(leaf)],
  ] as const;
  return parts.flatMap(([part, contents]) => contents.map((content) => ({ part, ...content })));
}

/** The part of a leaf for one field and patient; null if the field was not released. */
export function accessOfField(
  leaf: PlainLeaf,
  field: string,
  patient: string | null,
): LeafPart | null {
  const found = accesses(leaf, field).find((part) => part.patient === patient);
  return found === undefined ? null : { part: 'access', ...found };
}

type Part = Omit<LeafPart, 'part'>;

/** The released records, one part for each patient. `field` limits them to one field; null for all fields. */
function accesses(leaf: PlainLeaf, field: string | null): Part[] {
  const patients = new Map<string | null, Released>();
  for (const { type, fields, objects, rule } of leaf.accesses) {
    const coordinates = fields
      .map(({ name, view, categories }) => ({ coordinate: `${type}.${name}`, view, categories }))
      .filter(({ coordinate }) => field === null || coordinate === field);
    if (coordinates.length === 0) continue;
    for (const [patient, count] of countByPatient(objects)) {
      const released = patients.get(patient) ?? {
        relations: new Set(),
        records: 0,
        coordinates: [],
      };
      released.relations.add(rule.relation);
      released.records += count;
      released.coordinates.push(...coordinates);
      patients.set(patient, released);
    }
  }
  return [...patients].map(([patient, part]) => ({
    patient,
    relations: [...part.relations].toSorted(),
    records: part.records,
    coordinates: unique(part.coordinates),
  }));
}

/** What the leaf released of one patient. */
interface Released {
  readonly relations: Set<string>;
  records: number;
  readonly coordinates: PartCoordinate[];
}

/** Patients that an input named without a release or denial: writes and empty results. */
function touches(leaf: PlainLeaf): Part[] {
  // A legal hold names its patient, which is not an access.
  if (leaf.denied.length > 0 || leaf.kind.startsWith('log.')) return [];
  // Oversight leaves without a patient get a row too.
  const isAboutAll = OVERSIGHT.includes(leaf.kind) && leaf.patients.length === 0;
  const patients = isAboutAll ? [null] : leaf.patients;
  if (patients.length === 0) return [];
  const seen = patientsReleased(leaf);
  const coordinates = inputsOf(leaf);
  return patients
    .filter((patient) => !seen.has(patient))
    .map((patient) => ({ patient, relations: [], records: 0, coordinates }));
}

/**
 * The denials of the leaf, one part for each patient that an input named. The part names the input too, unless another row of
 * the leaf shows that patient.
 */
function denials(leaf: PlainLeaf): Part[] {
  if (leaf.denied.length === 0) return [];
  const records = leaf.denied.reduce((sum, { count }) => sum + count, 0);
  const seen = patientsReleased(leaf);
  const denied = leaf.denied.map(({ coordinate, reason }) => ({
    coordinate,
    view: `denied: ${reason}`,
    categories: [],
  }));
  const attempted = [...inputsOf(leaf), ...denied];
  const patients = leaf.patients.length > 0 ? leaf.patients : [null];
  return patients.map((patient) => ({
    patient,
    relations: [],
    records,
    coordinates: patient === null || seen.has(patient) ? denied : attempted,
  }));
}

/** Patients with a released record. */
function patientsReleased(leaf: PlainLeaf): ReadonlySet<string | null> {
  return new Set(leaf.accesses.flatMap(({ objects }) => objects.map(([patient]) => patient)));
}

/** The arguments and input fields that named patients. */
function inputsOf(leaf: PlainLeaf): PartCoordinate[] {
  return leaf.arguments.map((coordinate) => ({ coordinate, view: 'argument', categories: [] }));
}

function countByPatient(objects: readonly (readonly [string | null, string | null])[]) {
  const counts = new Map<string | null, number>();
  for (const [patient] of objects) counts.set(patient, (counts.get(patient) ?? 0) + 1);
  return counts;
}

/** Removes duplicates: several entries may release the same field in the same view. */
function unique(coordinates: readonly PartCoordinate[]): PartCoordinate[] {
  return [
    ...new Map(coordinates.map((item) => [`${item.coordinate} ${item.view}`, item])).values(),
  ];
}
