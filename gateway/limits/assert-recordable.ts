import { GatewayError } from '../errors.ts';

/**
 * Makes sure that the patients whom a request names can be put on the record: an id that is too long for a
 * leaf, or that has no UTF-8 form, would leave no trace of the attempt.
 *
 * @throws GatewayError `BAD_USER_INPUT`
 */
export function assertRecordable(patients: readonly string[]): void {
  if (!patients.every(isRecordable)) {
    throw new GatewayError('BAD_USER_INPUT', { problems: [NOT_RECORDABLE] });
  }
}

/** Whether a text has a UTF-8 form: it holds no lone surrogate. */
export function isWellFormed(text: string): boolean {
  return /^\P{Surrogate}*$/u.test(text);
}

/** Whether a patient of this id can be put on the record. */
function isRecordable(patient: string): boolean {
  return patient.length <= MAX_ID && isWellFormed(patient);
}

/** Longer than any identifier that is in use; a FHIR id has at most 64 characters. */
const MAX_ID = 1_024;

/** What is wrong with any other id. */
const NOT_RECORDABLE = `The id of a patient is a text of at most ${MAX_ID} characters of Unicode.`;
