import type { PatientsByField } from '../operation/authorize-inputs.ts';
import type { Owner, Program, ReleasedAccess } from './program.ts';
import { ALL_ROLES, ROLES_REACHING_ALL, type RolesId } from '../operation/effective-roles.ts';
import { rolesIdFor, rolesIdForAll } from '../operation/find-effective-roles.ts';
import type { Reach } from '../operation/reach.ts';

/** An object that was filled, and which of its recorded fields it didn't give. */
export interface Filled {
  readonly program: Program;
  readonly owner: Owner;
  readonly without: readonly number[] | null;
}

/**
 * What an object's release puts on the record: one access for the patient whose it is, unknown included, and
 * one for each patient whom arguments name.
 */
export function accessesOf(
  { program, owner, without }: Filled,
  context: { readonly reach: Reach; readonly patientsByField: PatientsByField },
): readonly ReleasedAccess[] {
  const { patient, record } = owner;
  const rolesId = recordedRolesId(owner.rolesId, context.reach);
  if (!program.namesPatients) return [{ program, rolesId, patient, record, without }];

  const given = new Map<string | null, Set<number>>();
  for (const [index, { namedBy, excludesOwner }] of program.recorded.entries()) {
    if (without?.includes(index)) continue;
    const named = namedBy.flatMap((by) => context.patientsByField.get(by) ?? []);
    const patients = excludesOwner ? named : [patient, ...named];
    for (const one of patients) given.set(one, (given.get(one) ?? new Set()).add(index));
  }
  return [...given].map(([one, fields]) => ({
    program,
    rolesId: one === null ? rolesId : rolesIdFor(context.reach, one),
    patient: one,
    record: one === patient ? record : null,
    without: program.recorded.flatMap((_field, index) => (fields.has(index) ? [] : [index])),
  }));
}

/** Where whose PHI it is is unknown, the roles that reach all are those that counted, if there are any. */
function recordedRolesId(rolesId: RolesId, reach: Reach): RolesId {
  return rolesId === ALL_ROLES && rolesIdForAll(reach) === ROLES_REACHING_ALL
    ? ROLES_REACHING_ALL
    : rolesId;
}
