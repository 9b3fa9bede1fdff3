/** The form in which a patient's id is written: each patient has one spelling. */
export interface PatientIdForm {
  /** A regular expression that the whole id matches too; null where any id will do. */
  readonly pattern: string | null;
  /** The Unicode normalization form that an id is in. */
  readonly normalize: (typeof NORMAL_FORMS)[number];
}

/** https://unicode.org/reports/tr15/ */
export const NORMAL_FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;

/** Whether a text is a patient's id in the one form that is accepted. */
export type IsPatientId = (id: string) => boolean;

/** The form where the operator says nothing. */
export const DEFAULT_PATIENT_IDS: PatientIdForm = { pattern: null, normalize: 'NFC' };

/**
 * Creates the check of patient ids. The same check holds for ids in arguments, tokens, grants and answers of
 * subgraphs: a subgraph that looks ids up loosely would otherwise give one patient's data under several names.
 * A pattern narrows the form and can't widen it.
 */
export function createPatientIdCheck({ pattern, normalize }: PatientIdForm): IsPatientId {
  const narrower = pattern === null ? null : new RegExp(`^(?:${pattern})$`, 'u');
  return (id) =>
    VISIBLE.test(id) && id.normalize(normalize) === id && (narrower === null || narrower.test(id));
}

/** 1 to 128 characters that can be seen, none of them white space at an end. */
const VISIBLE =
  /^(?!\p{White_Space})[^\p{Cc}\p{Cf}\p{Surrogate}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]{1,128}(?<!\p{White_Space})$/u;
