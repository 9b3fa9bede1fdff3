import { GraphQLError } from 'graphql';

/** The longest list that a field returns. */
export const MAX_PAGE = 1_000;

/** The arguments of every list: at most `first` objects after the first `skip`. */
export interface Page {
  readonly first: number;
  readonly skip: number;
}

/** Throws BAD_USER_INPUT for a page longer than `MAX_PAGE` or a negative start. */
export function assertPage({ first, skip }: Page): void {
  if (first < 0 || first > MAX_PAGE) {
    throw new GraphQLError(`first must be between 0 and ${MAX_PAGE}.`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  if (skip < 0) {
    throw new GraphQLError('skip must not be negative.', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
}
