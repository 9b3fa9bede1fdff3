/**
 * Why something was denied, or would have been.
 * - `role`: no role of the caller grants it.
 * - `scope`: a role would, but no scope of the token does.
 * - `reach`: no role reaches the patient.
 * - `consent`: the patient denies it.
 * - `purpose`: the category needs another purpose of use.
 * - `rule`: a custom rule denies it.
 * - `suppressed`: the de-identified view is null. In a dry run: the value would be de-identified.
 * - `failed`: the patient of the record could not be fetched.
 * - `input`: the caller may not use an argument.
 */
export type DeniedReason =
  'role' | 'scope' | 'reach' | 'consent' | 'purpose' | 'rule' | 'suppressed' | 'failed' | 'input';
