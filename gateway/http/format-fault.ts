import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { GatewayError, faultText, isFaultCode } from '../platform/errors.ts';
import type { FaultCode } from '../platform/errors.ts';

/**
 * Builds an error that may leave from one that may not: our code, our text for it, its path, and for
 * faults of the document its locations.
 *
 * Nothing else of the error gets through but the problems of a GatewayError and the review that closed a case: texts of graphql-js and Apollo
 * Server quote values and name fields that the caller can't see, and extensions are anybody's. A code that isn't one
 * of ours is `INTERNAL_SERVER_ERROR`.
 */
export function formatFault(error: unknown): GraphQLFormattedError {
  const code = codeOf(error);
  const extensions: Record<string, unknown> = { code };
  if (!(error instanceof GraphQLError)) return { message: faultText(code), extensions };
  for (const [name, isNamed] of NAMED) {
    const value = error.extensions[name];
    if (isNamed(value)) extensions[name] = value;
  }
  const { originalError } = error;
  const problems = originalError instanceof GatewayError ? originalError.problems : [];
  if (problems.length > 0) extensions['problems'] = problems;
  if (originalError instanceof GatewayError && originalError.closedBy !== null)
    extensions['closedBy'] = originalError.closedBy;
  return {
    message: faultText(code),
    ...(LOCATED.has(code) && error.locations !== undefined && { locations: error.locations }),
    ...(error.path !== undefined && { path: error.path }),
    extensions,
  };
}

/** Finds the code of ours in an error: that of a GatewayError it is or wraps, else the one it carries. */
export function codeOf(error: unknown): FaultCode {
  if (error instanceof GatewayError) return error.code;
  if (!(error instanceof GraphQLError)) return 'INTERNAL_SERVER_ERROR';
  if (error.originalError instanceof GatewayError) return error.originalError.code;
  const { code } = error.extensions;
  return isFaultCode(code) ? code : 'INTERNAL_SERVER_ERROR';
}

/** Faults of the document's text, whose places help whoever wrote it and tell nobody else anything. */
const LOCATED: ReadonlySet<FaultCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
]);

/** Extensions that may leave beside the code, each with the form it must have. */
const NAMED: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  // A mutation was executed although its outcome could not be recorded: do not retry it.
  ['executed', (value: unknown) => value === true],
  // How many further errors are not listed.
  ['count', (value: unknown) => Number.isSafeInteger(value)],
]);
