import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { faultOf } from '../platform/fault-of.ts';
import type { FaultCode } from '../platform/faults.ts';

/**
 * Formats an error of a GraphQL response: code, public message and path; for errors in the document also locations, for
 * faults of the gateway also problems and the review that closed a case.
 *
 * Nothing else of the error leaves: messages of graphql-js and Apollo Server quote values and name fields that the
 * caller may not see, and extensions may come from subgraphs.
 */
export function formatError(error: unknown): GraphQLFormattedError {
  const { code, message, problems, closedBy } = faultOf(error);
  const extensions: Record<string, unknown> = { code };
  if (!(error instanceof GraphQLError)) return { message, extensions };
  for (const [name, isValid] of FURTHER_EXTENSIONS) {
    const value = error.extensions[name];
    if (isValid(value)) extensions[name] = value;
  }
  if (problems.length > 0) extensions['problems'] = problems;
  if (closedBy !== null) extensions['closedBy'] = closedBy;
  return {
    message,
    ...(CODES_WITH_LOCATIONS.has(code) &&
      error.locations !== undefined && { locations: error.locations }),
    ...(error.path !== undefined && { path: error.path }),
    extensions,
  };
}

/** Errors in the text of the document, whose locations disclose nothing. */
const CODES_WITH_LOCATIONS: ReadonlySet<FaultCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
]);

/** Further extensions that may leave, each with its check. */
const FURTHER_EXTENSIONS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  // The mutation was executed although its outcome could not be recorded: clients must not retry it.
  ['executed', (value: unknown) => value === true],
  // The number of further errors that are not listed.
  ['count', (value: unknown) => Number.isSafeInteger(value)],
]);
