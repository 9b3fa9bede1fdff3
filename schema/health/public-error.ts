import { GraphQLError } from 'graphql';

/**
 * The error that a client receives. Messages of graphql-js can quote variables and literals, and those of the database
 * can quote rows, so only errors with a code, which are written here, keep their message.
 */
export function publicError(error: Readonly<GraphQLError | Error>): GraphQLError {
  if (!(error instanceof GraphQLError)) {
    return codedError('BAD_REQUEST', 'The request is not a GraphQL request.');
  }
  if (typeof error.extensions['code'] === 'string') return error;
  // An error during execution has a path. Without one, the variables were refused first.
  return error.path === undefined
    ? codedError('BAD_USER_INPUT', 'The operation or its variables do not fit.')
    : new GraphQLError('The field failed.', {
        path: error.path,
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      });
}

/** An error whose message clients may receive. */
export function codedError(code: string, text: string): GraphQLError {
  return new GraphQLError(text, { extensions: { code } });
}

/**
 * The class and the stack of an unexpected error of a resolver, for the operator, without its message. Null for an
 * error that the client caused.
 */
export function describeFault(error: Readonly<GraphQLError | Error>): string | null {
  const original = error instanceof GraphQLError ? error.originalError : null;
  if (!original || original instanceof GraphQLError) return null;
  const frames = (original.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [original.name, ...frames].join('\n');
}
