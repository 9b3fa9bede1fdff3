/** Exit codes of verdicts. */
export const EXIT_CODES = { PASS: 0, FAIL: 1, INCOMPLETE: 2 } as const;

/** Exit code of a command that has not done all that was asked. */
export const NOT_DONE = 1;

/** Exit code if nothing could be verified. */
export const NOT_VERIFIED = 3;
