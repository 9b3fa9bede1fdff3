import type { PatientsByField } from '../operation/authorize-inputs.ts';
import { ALL_ROLES, UNREACHED } from '../operation/effective-roles.ts';
import { rolesIdFor, rolesIdForUnknownPatient } from '../operation/find-effective-roles.ts';
import type { DataPath } from '../operation/identity.ts';
import type { Reach } from '../operation/reach.ts';
import type { IsPatientId } from '../patient-id.ts';
import type { Failures } from './failures.ts';
import { idText } from './id-text.ts';
import type { PatientLink } from './patient-link.ts';
import type { MergedSelections, Owner, TypeFacts } from './program.ts';

/** The checks of a patient id that a subgraph returns. */
export interface PatientIdChecks {
  readonly isPatientId: IsPatientId;
  /** Field occurrence → the patients that it is bound to. */
  readonly boundPatients: PatientsByField;
}

/** What determines an object's patient and its id in the ledger. */
export interface OwnerContext extends PatientIdChecks {
  readonly reach: Reach;
  /** The hash that the ledger contains instead of a record key that is PHI; null without a hash key. */
  readonly recordHash: (type: string, id: string) => string | null;
}

/** A fetched object, and what applies to it from above. */
export interface FetchedObject {
  readonly fetched: Readonly<Record<string, unknown>>;
  readonly parentOwner: Owner;
  /** The failed paths below the object; undefined without any. */
  readonly failures: Failures | undefined;
}

/** The owner at the root of an operation, which belongs to no patient. */
export const ROOT_OWNER: Owner = { patient: null, record: null, rolesId: ALL_ROLES, failed: false };

/**
 * Determines an object's patient and record: by the `@patient` path of its type, such as `subject.id`. Without a path,
 * an entity has no patient, and an object without a key has its parent's owner, unless it is the root of queries.
 */
export function ownerOf(
  facts: TypeFacts,
  object: FetchedObject & { readonly merged: MergedSelections },
  context: OwnerContext,
): Owner {
  const { reach } = context;
  if (facts.isRoot) return ROOT_OWNER;
  const record = facts.isEntity
    ? recordOf(facts, object.fetched, context)
    : object.parentOwner.record;
  if (facts.patientPaths.length > 0) {
    const patient = readFirst(facts.patientPaths, object);
    if (typeof patient === 'string') {
      const rolesId = rolesIdFor(reach, patient);
      // An unreached object stays unreached, whichever patient the arguments name.
      if (rolesId === UNREACHED || isExpected(patient, object.merged.patientLink, context))
        return { patient, record, rolesId, failed: false };
    }
    if (patient === null) return { patient: null, record, rolesId: ALL_ROLES, failed: false };
    // The patient is unknown: fetching failed, the id is not the expected one, or the path was not fetched. No PHI is
    // released; other fields require roles that reach all patients.
    return { patient: null, record, rolesId: rolesIdForUnknownPatient(reach), failed: true };
  }
  if (facts.isEntity) return { patient: null, record, rolesId: ALL_ROLES, failed: false };
  return object.parentOwner;
}

/**
 * Whether a returned patient id is in the form of patient ids and, if the fields that lead to the object are bound, is
 * one of the patients that each of them is bound to. In `{ labs(patient: "p1") { edges { node { value } } } }`, the nodes
 * are labs of p1.
 */
function isExpected(
  id: string,
  { namedBy }: PatientLink,
  { isPatientId, boundPatients }: PatientIdChecks,
): boolean {
  if (!isPatientId(id)) return false;
  return namedBy.every((field) => boundPatients.get(field)?.includes(id) ?? true);
}

/** An id that could not be read. */
const FAILED = Symbol('failed');

type FetchedPart = Pick<FetchedObject, 'fetched' | 'failures'>;

/** The value at the first path that was fetched; undefined if none was. */
function readFirst(
  paths: readonly DataPath[],
  part: FetchedPart,
): string | null | symbol | undefined {
  for (const path of paths) {
    const value = readPath(path, part);
    if (value !== undefined) return value;
  }
  return undefined;
}

/**
 * An id; null where the data is null, undefined where it is absent, {@link FAILED} for a failure or any other value.
 */
function readPath(path: DataPath, part: FetchedPart): string | null | symbol | undefined {
  let value: unknown = part.fetched;
  let { failures } = part;
  for (const key of path) {
    if (!isRecord(value)) return FAILED;
    value = value[key];
    failures = failures?.at(key);
    if (value === undefined) return undefined;
    if (value === null) return failures ? FAILED : null;
  }
  return idText(value) ?? FAILED;
}

/** The object's id in the ledger: its record key, or a keyed hash of a key that is PHI. */
function recordOf(
  facts: TypeFacts,
  fetched: FetchedPart['fetched'],
  { recordHash }: OwnerContext,
): string | null {
  const key = readKey(facts, fetched);
  return key !== null && facts.isRecordHashed ? recordHash(facts.type.name, key) : key;
}

/** The value of a type's key; for a key of several fields, a JSON array. */
function readKey(facts: TypeFacts, fetched: FetchedPart['fetched']): string | null {
  for (const paths of facts.recordPaths) {
    const [only] = paths;
    if (paths.length === 1 && only) {
      const value = readPath(only, { fetched, failures: undefined });
      if (typeof value === 'string') return value;
      continue;
    }
    const values: string[] = [];
    for (const path of paths) {
      const value = readPath(path, { fetched, failures: undefined });
      if (typeof value === 'string') values.push(value);
    }
    // A key of `__typename` alone has no paths.
    if (values.length > 0 && values.length === paths.length) return JSON.stringify(values);
  }
  return null;
}

/** Whether fetched data is an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
