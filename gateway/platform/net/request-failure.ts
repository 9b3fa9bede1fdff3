import { errorCodeOf } from './error-code.ts';

/** Why a service gave no usable response. */
export interface RequestFailure {
  /**
   * `LATE`, `STATUS`, `TOO_LARGE`, `MALFORMED`, `UNREACHABLE`, or the code of Node.js for a connection that could not be
   * made or a file that could not be read, such as `ECONNREFUSED`, `CERT_HAS_EXPIRED` or `ENOENT`.
   */
  readonly reason: string;
  /** The HTTP status, if it was not the expected one. */
  readonly status?: number;
}

/** Thrown for a response with another status than the expected one. */
export class StatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

/** Describes the error of a request that `fetch` sent, or of a file that was read. */
export function describeFailure(error: unknown): RequestFailure {
  if (!(error instanceof Error)) return { reason: 'MALFORMED' };
  const status = statusOf(error);
  if (status !== null) return { reason: 'STATUS', status };
  const code = errorCodeOf(error);
  if (error.name === 'TimeoutError' || code === 'ERR_JWKS_TIMEOUT') return { reason: 'LATE' };
  if (error instanceof RangeError) return { reason: 'TOO_LARGE' };
  if (code !== null && SYSTEM_CODE.test(code)) return { reason: code };
  // What fetch throws itself, such as for a port that it never connects to.
  return { reason: error instanceof TypeError ? 'UNREACHABLE' : 'MALFORMED' };
}

/** Codes of the system, of OpenSSL, and of connections in Node.js. */
const SYSTEM_CODE =
  /^(?:E[A-Z0-9]+|UND_ERR_[A-Z_]+|ERR_(?:TLS|SSL)_[A-Z0-9_]+|(?:CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)_[A-Z_]+)$/;

/** The status in an error, or of the response that is its cause. */
function statusOf(error: Error): number | null {
  if ('status' in error && typeof error.status === 'number') return error.status;
  const { cause } = error;
  return cause instanceof Response && !cause.ok ? cause.status : null;
}
