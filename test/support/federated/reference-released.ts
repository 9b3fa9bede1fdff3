import type { ExecutionResult } from 'graphql';
import type { About } from './reference-judge.ts';
import type { View } from './reference-needs.ts';
import type { ReachedObject } from './reference-objects.ts';
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
