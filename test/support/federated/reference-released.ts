import type { ExecutionResult } from 'graphql';
import type { About } from './reference-judge.ts';
import type { View } from './reference-needs.ts';
import type { MarkAbove, ReachedObject } from './reference-objects.ts';
import type { Reach } from './reference-reach.ts';

/** One released PHI field of one object. */
export interface Released {
  readonly path: readonly (string | number)[];
  /** `Type.field view patient record roles`. */
  readonly line: string;
  /** Whether the gateway must fetch it. It need not fetch an object that a denial below makes null in any case. */
  readonly isCertain: boolean;
}

/** A PHI field that was resolved. It is released if it is in the final response. */
export interface Given extends Released {
  /** For an enum, which of its values are PHI; null if all are. */
  readonly isPhi: ((value: unknown) => boolean) | null;
  /** The field that returns the record, where it is released for the patient of the record. */
  readonly returnedBy?: MarkAbove;
  /** The field, where it is released for no patient unless it is for the patient of a record. */
  readonly unlessReturnedBy?: MarkAbove;
}

/** The lines of the fields that return a record, for its patient. None where the field names this patient anyway. */
export function linesAbove(
  reach: Reach,
  { standing, returnedBy }: ReachedObject,
): { readonly line: string; readonly returnedBy: MarkAbove }[] {
  const { patient } = standing;
  return returnedBy.flatMap(({ mark, view }) => {
    const { here } = mark;
    const isNamed =
      patient !== null && (patient === here.standing.patient || mark.patients.includes(patient));
    if (isNamed) return [];
    const record = here.standing.patient === null ? here.record : null;
    const all = reach.of(patient).roles;
    const roles = patient === null ? rolesOfUnknown(reach, all) : all;
    return [{ line: lineOf(mark, view, { patient, record, roles }), returnedBy: mark }];
  });
}

/** The line of a field of which no record is released, on an object without a patient. */
export function lineWithoutRecord(
  reach: Reach,
  mark: MarkAbove,
  { view, haveOwnPatients }: { readonly view: View; readonly haveOwnPatients: boolean },
): string {
  const { standing, record } = mark.here;
  const roles = haveOwnPatients ? standing.roles : rolesOfUnknown(reach, standing.roles);
  return lineOf(mark, view, { patient: null, record, roles });
}

function lineOf(
  { field, need: { namedRoles } }: MarkAbove,
  view: View,
  about: {
    readonly patient: string | null;
    readonly record: string | null;
    readonly roles: readonly string[];
  },
): string {
  const roles = about.roles.filter((role) => namedRoles?.has(role) ?? true);
  return `${field} ${view} ${String(about.patient)} ${String(about.record)} ${roles.toSorted().join()}`;
}

function rolesOfUnknown({ everybody }: Reach, all: readonly string[]): readonly string[] {
  return everybody.roles.length > 0 ? everybody.roles : all;
}

/** The lines of a field that is released on an object: one for each patient whose data it is. */
export function linesOf(
  reach: Reach,
  at: {
    readonly field: string;
    readonly view: View;
    readonly here: ReachedObject;
    readonly about: About;
    readonly patients: readonly string[];
  },
): string[] {
  const own = at.here.standing.patient;
  const patients = at.about.kind === 'named' ? at.patients : [own, ...at.patients];
  return patients.map((patient) => {
    const record = patient === own ? at.here.record : null;
    const { roles } = reach.of(patient);
    const counted =
      patient === null && reach.everybody.roles.length > 0 ? reach.everybody.roles : roles;
    return `${at.field} ${at.view} ${String(patient)} ${String(record)} ${[...counted].toSorted().join()}`;
  });
}

/** Whether a field is in the response, with PHI in it, and not null because of an error at it or below. */
export function isGiven({ data, errors }: ExecutionResult, { path, isPhi }: Given): boolean {
  let value: unknown = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return false;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  if (isPhi) return [value].flat(Infinity).some(isPhi);
  if (value !== null) return true;
  return !(errors ?? []).some((error) => path.every((key, index) => error.path?.[index] === key));
}
