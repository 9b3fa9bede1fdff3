import { isRecordable } from '../../platform/recorded-text.ts';
import { GatewayError } from '../../platform/errors.ts';

/**
 * Checks that the patients of a request can be recorded. An id that does not fit into a leaf would leave the attempt
 * unrecorded.
 *
 * @throws GatewayError `BAD_USER_INPUT`
 */
export function assertRecordable(patients: readonly string[]): void {
  if (!patients.every(isRecordableId)) {
    throw new GatewayError('BAD_USER_INPUT', { problems: [NOT_RECORDABLE] });
  }
}

/** Whether a patient with this id can be recorded. */
function isRecordableId(patient: string): boolean {
  return patient.length <= MAX_ID && isRecordable(patient);
}

/** Longer than identifiers in practice; a FHIR id has at most 64 characters. */
const MAX_ID = 1_024;

/** Reported for any other id. */
const NOT_RECORDABLE = `The id of a patient is a text of at most ${MAX_ID} characters of Unicode, without control and direction characters.`;
