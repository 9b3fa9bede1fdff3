/** A fault's code as the log accepts it: no code begins with a digit, as most codes of PostgreSQL do. */
export function logCode(code: string): string {
  return SQLSTATE.test(code) ? `SQLSTATE_${code}` : code;
}

const SQLSTATE = /^\d[0-9A-Z]{4}$/;
