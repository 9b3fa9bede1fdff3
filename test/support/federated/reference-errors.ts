import { GraphQLError } from 'graphql';

/** A denial, and whether an error reports it to the caller. A suppressed value is null without an error. */
export function denied(isReported: boolean): GraphQLError {
  return new GraphQLError('denied', { extensions: { isReported } });
}

/**
 * The error of a value that is withheld because the subgraph answered about another patient than the arguments name.
 */
export function failed(isReported: boolean): GraphQLError {
  return new GraphQLError('failed', { extensions: { isReported, isFailure: true } });
}

/** Whether an error reports a denial to the caller. */
export function isReportedDenial({ extensions }: GraphQLError): boolean {
  return extensions['isReported'] === true && extensions['isFailure'] !== true;
}
