import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { FaultCode } from '../../platform/faults.ts';
import { formatError } from '../format-error.ts';

/**
 * Formats an error as {@link formatError} does. For an invalid document or invalid variables, it adds the message of GraphQL as
 * `extensions.development.message`, which quotes values and names fields that the caller may not see.
 */
export function formatDevelopmentError(error: unknown): GraphQLFormattedError {
  const formatted = formatError(error);
  const { code } = formatted.extensions ?? {};
  const ours: readonly unknown[] = [formatted.message, code];
  const message = SHOWN.has(code)
    ? messagesOf(error).find((each) => !ours.includes(each))
    : undefined;
  if (message === undefined) return formatted;
  return { ...formatted, extensions: { ...formatted.extensions, development: { message } } };
}

/** Codes of errors in what the client sent. */
const SHOWN: ReadonlySet<unknown> = new Set<FaultCode>([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
]);

/** The messages of the GraphQL errors in an error, from outside to inside. */
function messagesOf(error: unknown): readonly string[] {
  if (error instanceof GraphQLError) return [error.message, ...messagesOf(error.originalError)];
  return error instanceof Error ? messagesOf(error.cause) : [];
}
