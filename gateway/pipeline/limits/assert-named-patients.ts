import type { IsPatientId } from '../../../directives/patient-id.ts';
import { GatewayError } from '../../platform/errors.ts';
import { overLimit } from './over-limit.ts';

/**
 * Checks the patients that the inputs of an operation name. Each is looked up and recorded, so their number is
 * bounded; and each id has the canonical form, so that reach, consent and the record mean the same patient as the
 * subgraph.
 *
 * @throws GatewayError `OPERATION_TOO_COMPLEX` or `BAD_USER_INPUT`
 */
export function assertNamedPatients(
  patients: readonly string[],
  { limit, isPatientId }: { readonly limit: number; readonly isPatientId: IsPatientId },
): void {
  if (patients.length > limit) throw overLimit('patients');
  if (!patients.every(isPatientId))
    throw new GatewayError('BAD_USER_INPUT', { problems: [INVALID_PATIENT_ID] });
}

/** The problem of any other id. The operator's pattern is not disclosed. */
export const INVALID_PATIENT_ID =
  'The id of a patient has 1 to 128 visible characters without white space around them, in the Unicode form and pattern that this server takes.';
