/**
 * The SQLSTATE, system or certificate code of a fault of the connection or the server; null for any other error.
 */
export function postgresFault(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error ? error.code : null;
  if (typeof code === 'string' && FAULT_CODE.test(code)) return code;
  if (error.message === 'The server does not support SSL connections') return 'NO_TLS';
  // Errors of the library without a code.
  return /^(Connection terminated|Query read timeout|timeout expired|Client has encountered)/.test(
    error.message,
  )
    ? 'CONNECTION_LOST'
    : null;
}

/** SQLSTATE, errno, Node's TLS and OpenSSL's X509_V_ERR_*, in this order. */
const FAULT_CODE =
  /^([0-9A-Z]{5}|E[A-Z_]+|ERR_(?:TLS|SSL)_\w+|(?:CERT|UNABLE|DEPTH_ZERO|SELF_SIGNED|INVALID_CA|HOSTNAME|PATH_LENGTH|CRL)_?[A-Z_]*)$/;
