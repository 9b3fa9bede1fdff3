import type { IsPatientId } from '../../../directives/patient-id.ts';
import { GatewayError } from '../../platform/errors.ts';

/**
 * Makes sure that every patient whom a request names is written in the one form of patient ids, so that reach,
 * consent and the record are about the same patient as the subgraph's answer.
 *
 * @throws GatewayError `BAD_USER_INPUT`
 */
export function assertPatientIds(patients: readonly string[], isPatientId: IsPatientId): void {
  if (!patients.every(isPatientId))
    throw new GatewayError('BAD_USER_INPUT', { problems: [NO_PATIENT_ID] });
}

/** What is wrong with any other id; the operator's own pattern isn't told. */
export const NO_PATIENT_ID =
  'The id of a patient has 1 to 128 visible characters without white space around them, in the Unicode form and pattern that this server takes.';
