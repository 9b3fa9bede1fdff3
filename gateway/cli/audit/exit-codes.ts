/** Exit codes of verdicts. */
export const EXIT_CODES = { PASS: 0, FAIL: 1, INCOMPLETE: 2 } as const;

/** Exit code if nothing could be verified. */
export const NOT_VERIFIED = 3;
