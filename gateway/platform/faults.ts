type FaultEntry = {
  readonly message: string;
  /** Whether a limit or an allow-list refused a request. The `refusals` records of the ledger count such requests. */
  readonly isLimit?: boolean;
} & (
  | { readonly status: 200 | 400 | 401 | 403 | 404 | 405 | 408 | 413 | 415 | 500 }
  | {
      readonly status: 429 | 503;
      /** Sent as `Retry-After`, unless the error knows better. */
      readonly retryAfterSeconds: number;
    }
);

/** Every fault that a client can see: its code, HTTP status and public message. */
export const FAULTS = {
  UNAUTHENTICATED: { status: 401, message: 'A valid access token is required.' },
  HTTPS_REQUIRED: { status: 403, message: 'Use HTTPS: nothing is released over plain HTTP.' },
  REAUTHENTICATION_REQUIRED: {
    status: 401,
    message: 'Sign in again: this sign-in is too old, was left idle or has ended.',
  },
  FORBIDDEN: { status: 403, message: 'You may not do this.' },
  PURPOSE_REQUIRED: { status: 403, message: 'State the purpose of use that you ask for.' },
  PURPOSE_NOT_ALLOWED: {
    status: 403,
    message: 'State one purpose of use that your token and one of your roles allow.',
  },
  BREAK_GLASS_INCOMPLETE: {
    status: 400,
    message:
      'Name one patient and, in 10 to 500 characters on one line without control and direction characters, the reason: { "patient", "reason" }.',
  },
  BREAK_GLASS_INVALID: {
    status: 403,
    message:
      'The break-glass grant is not valid, not yours or over. Send without it, or start another.',
  },
  RATE_LIMITED: {
    status: 429,
    retryAfterSeconds: 60,
    isLimit: true,
    message: 'Too many requests. Try again later.',
  },
  UNPLANNED_BUDGET: {
    status: 429,
    retryAfterSeconds: 60,
    isLimit: true,
    message:
      'Too many operations that were not asked before. Send values as variables, or try again later.',
  },
  OVERLOADED: {
    status: 503,
    retryAfterSeconds: 1,
    isLimit: true,
    message: 'The gateway is busy. Try again later.',
  },
  DOCUMENT_NOT_TRUSTED: {
    status: 403,
    isLimit: true,
    message: 'You may send only documents that are listed in a manifest of this server.',
  },
  DOCUMENT_ID_MISMATCH: {
    status: 400,
    message: 'The id of the document is not the SHA-256 of its text, in lower-case hex.',
  },
  BATCH_NOT_SUPPORTED: {
    status: 400,
    message: 'Send one operation per request: turn batching off in the client.',
  },
  PREFLIGHT_REQUIRED: {
    status: 400,
    message: 'Send the header apollo-require-preflight: true with GET requests.',
  },
  BAD_REQUEST: { status: 400, message: 'The request is not what this address takes.' },
  NOT_FOUND: { status: 404, message: 'There is nothing at this address.' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: 'This method is not supported here. Send GraphQL operations to /graphql by POST.',
  },
  REQUEST_TIMEOUT: { status: 408, message: 'The request took too long to arrive.' },
  REQUEST_TOO_LARGE: { status: 413, message: 'The request is larger than this server accepts.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'Send JSON in UTF-8, as application/json.' },
  BAD_USER_INPUT: { status: 400, message: 'The variables do not fit the operation.' },
  GRAPHQL_PARSE_FAILED: { status: 400, message: 'The document is not valid GraphQL.' },
  GRAPHQL_VALIDATION_FAILED: { status: 400, message: 'The operation does not fit the schema.' },
  OPERATION_RESOLUTION_FAILURE: { status: 400, message: 'Name one operation of the document.' },
  OPERATION_NOT_SUPPORTED: { status: 400, message: 'This kind of operation is not supported.' },
  OPERATION_TOO_COMPLEX: {
    status: 400,
    isLimit: true,
    message: 'The operation exceeds a limit of this server.',
  },
  // Clients compare these messages. With another status, some read no body and never send the query in full.
  PERSISTED_QUERY_NOT_SUPPORTED: { status: 200, message: 'PersistedQueryNotSupported' },
  PERSISTED_QUERY_NOT_FOUND: { status: 200, message: 'PersistedQueryNotFound' },
  UNAUTHORIZED_FIELD_OR_TYPE: { status: 200, message: 'Unauthorized field or type' },
  UNAUTHORIZED_OPERATION: { status: 200, message: 'You may not run this operation.' },
  SUBGRAPH_FAILED: { status: 200, message: 'A part of the data could not be fetched.' },
  NULL_NOT_ALLOWED: { status: 200, message: 'A required value is missing.' },
  FURTHER_ERRORS: { status: 200, message: 'There were further errors.' },
  AUDIT_UNAVAILABLE: {
    status: 503,
    retryAfterSeconds: 1,
    message: 'The access could not be recorded, so nothing is released.',
  },
  TEXT_NOT_RECORDABLE: {
    status: 200,
    message:
      'A text that is recorded is Unicode without control and direction characters and unpaired surrogates. Line breaks (U+000A) may stay.',
  },
  REVIEW_INCOMPLETE: { status: 200, message: 'Say in 3 to 2000 characters what the review found.' },
  REVIEW_OF_OWN_ACCESS: {
    status: 200,
    message:
      'You cannot review or suppress a case about your own access or your own record, nor assign one to its actor.',
  },
  REVIEWER_UNKNOWN: {
    status: 200,
    message:
      'The facts about staff do not say whether you are the patient of this case. Another reviewer has to decide on it.',
  },
  RULE_NOT_SUPPRESSIBLE: {
    status: 200,
    message: 'What this rule finds cannot be suppressed: each access has to be looked at.',
  },
  SUPPRESSION_INCOMPLETE: { status: 200, message: 'Give the reason in 3 to 2000 characters.' },
  SUPPRESSION_UNKNOWN: { status: 200, message: 'There is no such suppression.' },
  SUPPRESSION_LIFTED: { status: 200, message: 'The suppression is lifted already.' },
  CASE_UNKNOWN: { status: 200, message: 'There is no such case, or no rule finds it unusual now.' },
  EVENT_UNKNOWN: {
    status: 200,
    message: 'There is no such entry in your record that you can ask about.',
  },
  QUESTION_ASKED: { status: 200, message: 'A question about this entry was asked already.' },
  QUESTIONS_OPEN: {
    status: 200,
    message:
      'There are 20 questions about this record that await an answer. Ask again after some are answered.',
  },
  CASE_CLOSED: {
    status: 200,
    message: 'The case is closed. Reopen it with a reason to review it again.',
  },
  CASE_REVIEWED: {
    status: 200,
    message: 'The case was reviewed or reopened since you looked at it. Look at it again.',
  },
  CASE_NOT_CLOSED: { status: 200, message: 'The case is not closed, so it cannot be reopened.' },
  THRESHOLD_CHANGED: {
    status: 200,
    message: 'The threshold was changed, or a change was proposed, since you looked at it.',
  },
  THRESHOLD_PENDING: {
    status: 200,
    message: 'A change of this threshold awaits a decision. Approve, reject or withdraw it first.',
  },
  PROPOSAL_NOT_PENDING: {
    status: 200,
    message:
      'This proposal does not await a decision any longer: it was decided on, withdrawn or has expired.',
  },
  OWN_PROPOSAL: {
    status: 200,
    message: 'Another person decides on your proposal. You can withdraw it.',
  },
  REPORT_INVALID: { status: 400, message: 'The report request is not valid.' },
  EXPORTS_BUSY: {
    status: 503,
    retryAfterSeconds: 10,
    message: 'Too many reports are being sent as files. Try again when one has ended.',
  },
  REPORTS_UNAVAILABLE: {
    status: 503,
    retryAfterSeconds: 10,
    message: 'Reports cannot be read from the ledger now.',
  },
  NOT_READY: { status: 503, retryAfterSeconds: 1, message: 'The gateway is not ready.' },
  INTERNAL_SERVER_ERROR: { status: 500, message: 'The request failed.' },
} as const satisfies Readonly<Record<string, FaultEntry>>;

/** A code of the table; clients find it in `extensions.code`. */
export type FaultCode = keyof typeof FAULTS;

/** Whether a value is a code of the table. */
export function isFaultCode(value: unknown): value is FaultCode {
  return typeof value === 'string' && Object.hasOwn(FAULTS, value);
}
