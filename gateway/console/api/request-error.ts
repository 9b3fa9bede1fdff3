import type { FaultCode } from '../../platform/faults.ts';
import type { ClosedBy } from './parse-response.ts';

/** Why a request failed. */
export type FailureKind =
  | 'signed-out'
  | 'forbidden'
  /** Too many requests. */
  | 'busy'
  /** No response, or one that is not the gateway's. */
  | 'unreachable'
  /** The gateway cannot read its ledger, or cannot record the request. */
  | 'unavailable'
  /** The gateway refuses the request itself, such as for a wrong filter. */
  | 'refused'
  /** The response does not fit the schema of the report API. */
  | 'unreadable'
  /** The connection broke before the end of a file. */
  | 'broken'
  /** The user, or too many users at once, are downloading already. */
  | 'exporting'
  | 'canceled';

/** A request to the gateway that failed. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly kind: FailureKind;
  /** The error codes of the response. */
  readonly codes: readonly string[];
  /** The review that closed the case first; null for every other failure. */
  readonly closedBy: ClosedBy | null;

  constructor(
    kind: FailureKind,
    codes: readonly string[] = [],
    { closedBy = null, ...options }: ErrorOptions & { readonly closedBy?: ClosedBy | null } = {},
  ) {
    super(kind, options);
    this.kind = kind;
    this.codes = codes;
    this.closedBy = closedBy;
  }
}

/** The failure that a response reports; null for success. `codes` is null if the body is not a GraphQL response. */
export function failureOf(
  { status, ok }: Pick<Response, 'status' | 'ok'>,
  codes: readonly string[] | null,
): FailureKind | null {
  if (status === 401) return 'signed-out';
  if (status === 429) return 'busy';
  if (codes === null) return 'unreachable';
  for (const code of codes) {
    const known = FAILURES.get(code);
    if (known !== undefined) return known;
  }
  if (status === 403) return 'forbidden';
  if (status >= 500) return 'unavailable';
  return codes.length > 0 || !ok ? 'refused' : null;
}

/** Codes that say more than the HTTP status. */
const FAILURE_BY_CODE: Readonly<Partial<Record<FaultCode, FailureKind>>> = {
  UNAUTHENTICATED: 'signed-out',
  FORBIDDEN: 'forbidden',
  UNAUTHORIZED_FIELD_OR_TYPE: 'forbidden',
  UNAUTHORIZED_OPERATION: 'forbidden',
  RATE_LIMITED: 'busy',
  AUDIT_UNAVAILABLE: 'unavailable',
  EXPORTS_BUSY: 'exporting',
  REPORTS_UNAVAILABLE: 'unavailable',
  NOT_READY: 'unavailable',
  INTERNAL_SERVER_ERROR: 'unavailable',
};

const FAILURES: ReadonlyMap<string, FailureKind> = new Map(Object.entries(FAILURE_BY_CODE));

/** Why the gateway no longer accepts a token, by the codes of its response. */
export function signOutReason(codes: readonly string[]): 'expired' | 'refused' {
  return codes.includes('REAUTHENTICATION_REQUIRED') ? 'refused' : 'expired';
}
