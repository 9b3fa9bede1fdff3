import { GraphQLError } from 'graphql';

/**
 * What leaves of an error. Texts of graphql-js can quote variables and literals, and those of the database
 * rows, so only errors that this code wrote (they carry a code) keep theirs.
 */
export function publicError(error: Readonly<GraphQLError | Error>): GraphQLError {
  if (!(error instanceof GraphQLError)) {
    return codedError('BAD_REQUEST', 'The request is not a GraphQL request.');
  }
  if (typeof error.extensions['code'] === 'string') return error;
  // An error of the execution has a path; without one, the variables were refused before it began.
  return error.path === undefined
    ? codedError('BAD_USER_INPUT', 'The operation or its variables do not fit.')
    : new GraphQLError('The field failed.', {
        path: error.path,
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      });
}

/** An error whose text may leave. */
export function codedError(code: string, text: string): GraphQLError {
  return new GraphQLError(text, { extensions: { code } });
}

/**
 * Where an unexpected error of a resolver comes from, for the operator: its class and stack, without its
 * message. Null for every error that is the client's.
 */
export function describeFault(error: Readonly<GraphQLError | Error>): string | null {
  const original = error instanceof GraphQLError ? error.originalError : null;
  if (!original || original instanceof GraphQLError) return null;
  const frames = (original.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [original.name, ...frames].join('\n');
}
