import type { PatientsByField } from '../operation/authorize-inputs.ts';
import type { IsPatientId } from '../patient-id.ts';

/** What an id that a subgraph gave is held against. */
export interface Confirmation {
  readonly isPatientId: IsPatientId;
  /** Field occurrence → the patients that its arguments name, where it is certainly about them. */
  readonly boundPatients: PatientsByField;
}

/**
 * Whether an id that a subgraph gave tells whose an object is: it is in the form of patient ids, and where
 * arguments bind the fields that lead to the object to patients, it is one of these.
 */
export function isConfirmed(
  id: string,
  fields: readonly number[],
  { isPatientId, boundPatients }: Confirmation,
): boolean {
  const named = fields.flatMap((field) => boundPatients.get(field) ?? []);
  return isPatientId(id) && (named.length === 0 || named.includes(id));
}
