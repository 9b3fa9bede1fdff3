import type { PatientsByField } from '../operation/authorize-inputs.ts';
import type { Owner, Program, ReleasedAccess } from './program.ts';
import { ALL_ROLES, ROLES_REACHING_ALL, type RolesId } from '../operation/effective-roles.ts';
import { hasRoleReachingAll, rolesIdFor } from '../operation/find-effective-roles.ts';
import type { Reach } from '../operation/reach.ts';

/** A released object with PHI fields. */
export interface ReleasedObject {
  readonly program: Program;
  readonly owner: Owner;
  /** Indexes into `program.recorded` of PHI fields that were not released; null if all were. */
  readonly unreleasedFields: readonly number[] | null;
}

/**
 * Adds the accesses that the ledger records for a released object: one for its own patient, even if unknown, and one for
 * each patient that arguments name.
 */
export function addAccesses(
  accesses: ReleasedAccess[],
  { program, owner, unreleasedFields }: ReleasedObject,
  context: { readonly reach: Reach; readonly patientsByField: PatientsByField },
): void {
  const { patient, record } = owner;
  const rolesId = recordedRolesId(owner.rolesId, context.reach);
  if (!program.namesPatients) {
    accesses.push({ of: program, rolesId, patient, record, unreleasedFields });
    return;
  }

  const fieldsByPatient = new Map<string | null, Set<number>>();
  for (const [index, { namedBy, excludesOwner }] of program.recorded.entries()) {
    if (unreleasedFields?.includes(index)) continue;
    const named = namedBy.flatMap((by) => context.patientsByField.get(by) ?? []);
    for (const one of excludesOwner ? named : [patient, ...named])
      fieldsByPatient.set(one, (fieldsByPatient.get(one) ?? new Set()).add(index));
  }
  for (const [one, fields] of fieldsByPatient)
    accesses.push({
      of: program,
      rolesId: one === null ? rolesId : rolesIdFor(context.reach, one),
      patient: one,
      // The object is a record of its own patient, not of one that arguments name.
      record: one === patient ? record : null,
      unreleasedFields: program.recorded.flatMap((_field, index) =>
        fields.has(index) ? [] : [index],
      ),
    });
}

/**
 * Adds the accesses to the PHI fields above that return an object, for the object's patient. Where the record of such a
 * field names this patient anyway, as the patient of the object that has the field or by arguments, nothing is added.
 */
export function addAccessesAbove(
  accesses: ReleasedAccess[],
  {
    program: { recordedAbove },
    owner: { patient, rolesId },
    parentOwner,
  }: Omit<ReleasedObject, 'unreleasedFields'> & { readonly parentOwner: Owner },
  { reach, patientsByField }: { readonly reach: Reach; readonly patientsByField: PatientsByField },
): void {
  for (const fields of recordedAbove) {
    const isNamed =
      patient !== null &&
      (patient === parentOwner.patient ||
        fields.recorded.some(({ namedBy }) =>
          namedBy.some((by) => patientsByField.get(by)?.includes(patient)),
        ));
    if (isNamed) continue;
    accesses.push({
      of: fields,
      rolesId: recordedRolesId(rolesId, reach),
      patient,
      // The field belongs to the record that has it. One of another patient is not named to this patient.
      record: parentOwner.patient === null ? parentOwner.record : null,
      unreleasedFields: null,
    });
  }
}

/** For an unknown patient, the roles that reach all patients counted, if the caller has any. */
export function recordedRolesId(rolesId: RolesId, reach: Reach): RolesId {
  return rolesId === ALL_ROLES && hasRoleReachingAll(reach) ? ROLES_REACHING_ALL : rolesId;
}
