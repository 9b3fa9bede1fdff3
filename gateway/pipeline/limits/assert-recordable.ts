import { isRecordable } from '../../platform/recorded-text.ts';
import { GatewayError } from '../../platform/errors.ts';

/**
 * Makes sure that the patients whom a request names can be put on the record: an id that is too long for a
 * leaf, or that no leaf holds, would leave no trace of the attempt.
 *
 * @throws GatewayError `BAD_USER_INPUT`
 */
export function assertRecordable(patients: readonly string[]): void {
  if (!patients.every(isRecordableId)) {
    throw new GatewayError('BAD_USER_INPUT', { problems: [NOT_RECORDABLE] });
  }
}

/** Whether a patient of this id can be put on the record. */
function isRecordableId(patient: string): boolean {
  return patient.length <= MAX_ID && isRecordable(patient);
}

/** Longer than any identifier that is in use; a FHIR id has at most 64 characters. */
const MAX_ID = 1_024;

/** What is wrong with any other id. */
const NOT_RECORDABLE = `The id of a patient is a text of at most ${MAX_ID} characters of Unicode, without control and direction characters.`;
