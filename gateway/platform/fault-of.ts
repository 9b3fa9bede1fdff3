import { GraphQLError } from 'graphql';
import { InputError } from '../../directives/operation/inputs.ts';
import { SelectionError } from '../../directives/operation/select.ts';
import { GatewayError, type ClosedBy } from './errors.ts';
import { FAULTS, isFaultCode, type FaultCode } from './faults.ts';

/** How an error is answered and logged: the entry of the fault table, and the details that may leave with it. */
export interface Fault {
  readonly code: FaultCode;
  readonly status: number;
  readonly message: string;
  /** Whether a limit or an allow-list refused a request. */
  readonly isLimit: boolean;
  /** Whether the ledger has a record of the refusal already. */
  readonly isRecorded: boolean;
  /** Sent to the client. */
  readonly problems: readonly string[];
  /** Sent to reviewers: the review that closed a case. */
  readonly closedBy: ClosedBy | null;
  /** Sent as `Retry-After`; null sends none. */
  readonly retryAfterSeconds: number | null;
  /** Logged, never sent. */
  readonly reason: string | null;
}

/**
 * Maps an error to its fault. A GraphQL error has the code of the GatewayError that it wraps, else the code in its
 * extensions. An error without a code of the table is `INTERNAL_SERVER_ERROR`.
 */
export function faultOf(error: unknown): Fault {
  const wrapped = error instanceof GraphQLError ? error.originalError : error;
  if (wrapped instanceof GatewayError) {
    const { code, problems, closedBy, reason, isRecorded } = wrapped;
    const fault = faultWith(code);
    const retryAfterSeconds = wrapped.retryAfterSeconds ?? fault.retryAfterSeconds;
    return { ...fault, problems, closedBy, reason, isRecorded, retryAfterSeconds };
  }
  return faultWith(codeOf(error));
}

/** The fault of a code, without details. */
export function faultWith(code: FaultCode): Fault {
  return {
    code,
    isLimit: false,
    retryAfterSeconds: null,
    ...FAULTS[code],
    problems: [],
    closedBy: null,
    reason: null,
    isRecorded: false,
  };
}

function codeOf(error: unknown): FaultCode {
  if (error instanceof InputError) return 'BAD_USER_INPUT';
  if (error instanceof SelectionError)
    return error.reason === 'too-large' ? 'OPERATION_TOO_COMPLEX' : 'GRAPHQL_VALIDATION_FAILED';
  if (error instanceof GraphQLError && isAbortedValidation(error)) return 'OPERATION_TOO_COMPLEX';
  const code = error instanceof GraphQLError ? error.extensions['code'] : undefined;
  return isFaultCode(code) ? code : 'INTERNAL_SERVER_ERROR';
}

/**
 * Whether graphql-js gave up a validation, because it had to compare too many fields with each other, such as 750 with one
 * response key. The document may fit the schema.
 * https://github.com/graphql/graphql-js/blob/16.x.x/src/validation/rules/OverlappingFieldsCanBeMergedRule.ts
 */
export function isAbortedValidation({ message }: GraphQLError): boolean {
  return message === 'Validation aborted.';
}
