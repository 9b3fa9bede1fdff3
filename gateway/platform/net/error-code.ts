/**
 * The code of an error of a connection, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`: its own, or that of its cause, as errors
 * of `fetch` have it; null for an error without one. Codes are constants of Node.js, OpenSSL and libraries, so they can be
 * logged.
 */
export function errorCodeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(code)) return code;
  return errorCodeOf(error.cause);
}
