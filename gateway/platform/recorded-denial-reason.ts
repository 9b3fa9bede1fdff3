/** Why something was denied, or would have been, as records name it, and what that means. */
export const RECORDED_DENIAL_REASONS = {
  role: 'no role of the caller sees it',
  scope: 'a role sees it, but no scope of the token admits it',
  reach: 'no role of the caller that sees it reaches the patient',
  consent: 'the patient denies it',
  purpose: 'its category is open to other purposes of use only',
  rule: 'a custom rule denies it',
  // In a dry run, any value that would be de-identified.
  suppressed: 'de-identified by the method SUPPRESS',
  failed: 'the patient of the record is unknown',
  input: 'the caller may not use an argument of it',
} as const;

/** Why something was denied, as records name it. */
export type RecordedDenialReason = keyof typeof RECORDED_DENIAL_REASONS;
