/** What a verdict ends the process with. */
export const EXIT_CODES = { PASS: 0, FAIL: 1, INCOMPLETE: 2 } as const;

/** For a verification that could not be made at all. */
export const NOT_VERIFIED = 3;
