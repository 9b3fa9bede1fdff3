import type { ApolloServerPlugin } from '@apollo/server';
import type { UnplannedBudget } from '../pipeline/limits/create-unplanned-budget.ts';
import type { RequestContext } from '../platform/request-context.ts';

/**
 * Creates the Apollo Server plugin that counts what has to be parsed: Apollo Server asks it only for a document that
 * isn't in its store. It stands before the limits, which cost more, and refuses what is beyond the budget.
 */
export function budgetPlugin({ run }: UnplannedBudget): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      parsingDidStart: ({ contextValue }) => run(contextValue, () => undefined),
    }),
  };
}
