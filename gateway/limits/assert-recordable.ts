import { GatewayError } from '../errors.ts';

/**
 * Makes sure that the patients whom a request names can be put on the record: an id that is too long for a
 * leaf, or that has no UTF-8 form, would leave no trace of the attempt.
 *
 * @throws GatewayError `BAD_USER_INPUT`
 */
export function assertRecordable(patients: readonly string[]): void {
  for (const patient of patients)
    if (patient.length > MAX_ID || !RECORDABLE.test(patient))
      throw new GatewayError('BAD_USER_INPUT', { problems: [PROBLEM] });
}

/** Longer than any identifier that is in use; a FHIR id has at most 64 characters. */
const MAX_ID = 1_024;

const PROBLEM = `The id of a patient is a text of at most ${MAX_ID} characters of Unicode.`;

/** Without lone surrogates. */
const RECORDABLE = /^\P{Surrogate}*$/u;
