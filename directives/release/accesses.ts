import type { PatientsByField } from '../operation/authorize-inputs.ts';
import type { Owner, Program, ReleasedAccess } from './program.ts';
import { ALL_ROLES, ROLES_REACHING_ALL, type RolesId } from '../operation/effective-roles.ts';
import { rolesIdFor, rolesIdForAll } from '../operation/find-effective-roles.ts';
import type { Reach } from '../operation/reach.ts';

/** A released object, and the recorded fields that it didn't give. */
export interface ReleasedObject {
  readonly program: Program;
  readonly owner: Owner;
  /** Indexes into `program.recorded` of fields that were not released; null if all were. */
  readonly unreleasedFields: readonly number[] | null;
}

/**
 * The accesses that the ledger records for a released object: one for its own patient, even if unknown, and one for
 * each patient that arguments name.
 */
export function accessesOf(
  { program, owner, unreleasedFields }: ReleasedObject,
  context: { readonly reach: Reach; readonly patientsByField: PatientsByField },
): readonly ReleasedAccess[] {
  const { patient, record } = owner;
  const rolesId = recordedRolesId(owner.rolesId, context.reach);
  if (!program.namesPatients) return [{ program, rolesId, patient, record, unreleasedFields }];

  const fieldsOf = new Map<string | null, Set<number>>();
  for (const [index, { namedBy, excludesOwner }] of program.recorded.entries()) {
    if (unreleasedFields?.includes(index)) continue;
    const named = namedBy.flatMap((by) => context.patientsByField.get(by) ?? []);
    const patients = excludesOwner ? named : [patient, ...named];
    for (const one of patients) fieldsOf.set(one, (fieldsOf.get(one) ?? new Set()).add(index));
  }
  return [...fieldsOf].map(([one, fields]) => ({
    program,
    rolesId: one === null ? rolesId : rolesIdFor(context.reach, one),
    patient: one,
    record: one === patient ? record : null,
    unreleasedFields: program.recorded.flatMap((_field, index) =>
      fields.has(index) ? [] : [index],
    ),
  }));
}

/** For an unknown patient, the roles that reach all patients counted, if the caller has any. */
function recordedRolesId(rolesId: RolesId, reach: Reach): RolesId {
  return rolesId === ALL_ROLES && rolesIdForAll(reach) === ROLES_REACHING_ALL
    ? ROLES_REACHING_ALL
    : rolesId;
}
