/** The form of patient ids. Each patient has exactly one spelling. */
export interface PatientIdForm {
  /** A regular expression that the whole id must match in addition; null for none. */
  readonly pattern: string | null;
  /** The Unicode normalization form of ids. */
  readonly normalize: (typeof NORMAL_FORMS)[number];
}

/** https://unicode.org/reports/tr15/ */
export const NORMAL_FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;

/** Whether a text is a patient id in the accepted form. */
export type IsPatientId = (id: string) => boolean;

/** The default form. */
export const DEFAULT_PATIENT_IDS: PatientIdForm = { pattern: null, normalize: 'NFC' };

/**
 * Creates the check of patient ids. It applies to ids in arguments, tokens, grants and subgraph responses alike: a
 * subgraph with a lenient lookup could otherwise return one patient's data under several ids. A pattern can only
 * narrow the form.
 */
export function createPatientIdCheck({ pattern, normalize }: PatientIdForm): IsPatientId {
  const narrower = pattern === null ? null : new RegExp(`^(?:${pattern})$`, 'u');
  return (id) =>
    (VISIBLE_ASCII.test(id) || (VISIBLE.test(id) && id.normalize(normalize) === id)) &&
    (narrower === null || narrower.test(id));
}

/** The same as {@link VISIBLE} for ASCII, which is the same in every normalization form. It takes a fifth of the time. */
const VISIBLE_ASCII = /^[!-~](?:[ -~]{0,126}[!-~])?$/;

/** 1 to 128 visible characters without leading or trailing white space. */
const VISIBLE =
  /^(?!\p{White_Space})[^\p{Cc}\p{Cf}\p{Surrogate}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]{1,128}(?<!\p{White_Space})$/u;
