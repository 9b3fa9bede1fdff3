import type { ApolloServerPlugin } from '@apollo/server';
import type { FaultCode } from '../../platform/faults.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { SubgraphErrors } from './subgraph-errors.ts';

/**
 * Creates the Apollo Server plugin that adds the errors of subgraphs to a response, as
 * `extensions.development.subgraphErrors` of its first `SUBGRAPH_FAILED`, or of its first error if there is none.
 */
export function showSubgraphErrors(noted: SubgraphErrors): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ contextValue, response: { body } }) => {
        const subgraphErrors = noted.of(contextValue);
        // The gateway has no incremental delivery.
        if (subgraphErrors.length === 0 || body.kind !== 'single') return;
        const { errors = [] } = body.singleResult;
        // A query that failed and was sent again has left no error.
        if (errors.length === 0) return;
        const failed = errors.findIndex(
          ({ extensions }) => extensions?.['code'] === SUBGRAPH_FAILED,
        );
        const at = Math.max(failed, 0);
        body.singleResult.errors = errors.map((error, index) =>
          index === at
            ? { ...error, extensions: { ...error.extensions, development: { subgraphErrors } } }
            : error,
        );
      },
    }),
  };
}

const SUBGRAPH_FAILED: FaultCode = 'SUBGRAPH_FAILED';
