/** Every fault that a client can see: code, HTTP status and public text. */
export const FAULTS = {
  UNAUTHENTICATED: { status: 401, text: 'A valid access token is required.' },
  REAUTHENTICATION_REQUIRED: {
    status: 401,
    text: 'Sign in again: this sign-in is too old, was left idle or has ended.',
  },
  FORBIDDEN: { status: 403, text: 'You may not do this.' },
  PURPOSE_REQUIRED: { status: 403, text: 'State the purpose of use that you ask for.' },
  PURPOSE_NOT_ALLOWED: {
    status: 403,
    text: 'State one purpose of use that your token and one of your roles allow.',
  },
  BREAK_GLASS_INCOMPLETE: {
    status: 400,
    text: 'Name one patient and, in 10 to 500 characters on one line without control and direction characters, the reason: { "patient", "reason" }.',
  },
  BREAK_GLASS_INVALID: {
    status: 403,
    text: 'The break-glass grant is not valid, not yours or over. Send without it, or start another.',
  },
  RATE_LIMITED: { status: 429, text: 'Too many requests. Try again later.' },
  UNPLANNED_BUDGET: {
    status: 429,
    text: 'Too many operations that were not asked before. Send values as variables, or try again later.',
  },
  BAD_REQUEST: { status: 400, text: 'The request is not what this address takes.' },
  NOT_FOUND: { status: 404, text: 'There is nothing at this address.' },
  METHOD_NOT_ALLOWED: { status: 405, text: 'This method is not supported here.' },
  REQUEST_TIMEOUT: { status: 408, text: 'The request took too long to arrive.' },
  REQUEST_TOO_LARGE: { status: 413, text: 'The request is larger than this server accepts.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, text: 'Send JSON in UTF-8, as application/json.' },
  BAD_USER_INPUT: { status: 400, text: 'The variables do not fit the operation.' },
  GRAPHQL_PARSE_FAILED: { status: 400, text: 'The document is not valid GraphQL.' },
  GRAPHQL_VALIDATION_FAILED: { status: 400, text: 'The operation does not fit the schema.' },
  OPERATION_RESOLUTION_FAILURE: { status: 400, text: 'Name one operation of the document.' },
  OPERATION_NOT_SUPPORTED: { status: 400, text: 'This kind of operation is not supported.' },
  OPERATION_TOO_COMPLEX: { status: 400, text: 'The operation exceeds a limit of this server.' },
  // Clients compare this text. With another status, some read no body and never send the query in full.
  PERSISTED_QUERY_NOT_SUPPORTED: { status: 200, text: 'PersistedQueryNotSupported' },
  UNAUTHORIZED_FIELD_OR_TYPE: { status: 200, text: 'Unauthorized field or type' },
  UNAUTHORIZED_OPERATION: { status: 200, text: 'You may not run this operation.' },
  SUBGRAPH_FAILED: { status: 200, text: 'A part of the data could not be fetched.' },
  NULL_NOT_ALLOWED: { status: 200, text: 'A required value is missing.' },
  FURTHER_ERRORS: { status: 200, text: 'There were further errors.' },
  AUDIT_UNAVAILABLE: {
    status: 503,
    text: 'The access could not be recorded, so nothing is released.',
  },
  TEXT_NOT_RECORDABLE: {
    status: 200,
    text: 'A text that is recorded is Unicode without control and direction characters and unpaired surrogates. Line breaks (U+000A) may stay.',
  },
  REVIEW_INCOMPLETE: { status: 200, text: 'Say in 3 to 2000 characters what the review found.' },
  REVIEW_OF_OWN_ACCESS: {
    status: 200,
    text: 'You cannot close a case about your own access or your own record.',
  },
  CASE_UNKNOWN: { status: 200, text: 'There is no such case, or no rule finds it unusual now.' },
  CASE_CLOSED: {
    status: 200,
    text: 'The case is closed. Reopen it with a reason to review it again.',
  },
  CASE_REVIEWED: {
    status: 200,
    text: 'The case was reviewed or reopened since you looked at it. Look at it again.',
  },
  CASE_NOT_CLOSED: { status: 200, text: 'The case is not closed, so it cannot be reopened.' },
  REPORT_INVALID: { status: 400, text: 'The report cannot be asked for like this.' },
  EXPORTS_BUSY: {
    status: 503,
    text: 'Too many reports are being sent as files. Try again when one has ended.',
  },
  REPORTS_UNAVAILABLE: { status: 503, text: 'Reports cannot be read from the ledger now.' },
  NOT_READY: { status: 503, text: 'The gateway is not ready.' },
  INTERNAL_SERVER_ERROR: { status: 500, text: 'The request failed.' },
} as const;

/** A code of the table above; clients find it in `extensions.code`. */
export type FaultCode = keyof typeof FAULTS;

/** Whether a value is a code of the table. */
export function isFaultCode(value: unknown): value is FaultCode {
  return typeof value === 'string' && Object.hasOwn(FAULTS, value);
}

/** The HTTP status of a fault. */
export function faultStatus(code: FaultCode): number {
  return FAULTS[code].status;
}

/** The only text about a fault that a client gets. */
export function faultText(code: FaultCode): string {
  return FAULTS[code].text;
}

/** The review that closed a case. It never holds the note, which may be PHI. */
export interface ClosedBy {
  /** Index of its record. */
  readonly leaf: number;
  readonly verdict: string;
  readonly reviewer: string;
  readonly reviewerIssuer: string;
  readonly reviewerName: string | null;
  /** ISO 8601. */
  readonly time: string;
}

/**
 * The one error class of the gateway. Its message is the public text of its code, and its problems hold no foreign text,
 * so both can be sent and logged. The cause stays in `cause`, which is neither sent nor logged.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: FaultCode;
  /** What is wrong and how to fix it, each in a sentence; empty if the public text says it all. */
  readonly problems: readonly string[];
  /** A more precise code for operators; logged, never sent to clients. */
  readonly reason: string | null;
  /** Of `CASE_CLOSED` alone, for reviewers. */
  readonly closedBy: ClosedBy | null;

  constructor(
    code: FaultCode,
    {
      problems = [],
      reason = null,
      closedBy = null,
      ...options
    }: {
      readonly problems?: readonly string[];
      readonly reason?: string | null;
      readonly closedBy?: ClosedBy | null;
      readonly cause?: unknown;
    } = {},
  ) {
    super(FAULTS[code].text, options);
    this.code = code;
    this.problems = problems;
    this.reason = reason;
    this.closedBy = closedBy;
  }
}

/**
 * A fault that the operator can fix, found before the gateway serves: configuration, graph, files, ports.
 * The command line prints its problems, one per line, and exits non-zero without a stack trace.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: { readonly cause?: unknown }) {
    super(problems.join('\n'), options);
    this.problems = problems;
  }
}

/** A problem of one setting: its path, such as `identity.issuers[0].jwks`, and how to fix it. */
export interface SettingProblem {
  readonly path: string;
  readonly text: string;
}

/** A fault of settings, so that the command line can name their lines in the configuration file. */
export class SettingsError extends StartError {
  readonly settings: readonly SettingProblem[];

  constructor(settings: readonly SettingProblem[], options?: { readonly cause?: unknown }) {
    super(
      settings.map(({ path, text }) => `${path}: ${text}`),
      options,
    );
    this.settings = settings;
  }
}
