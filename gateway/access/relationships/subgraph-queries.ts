import type { SubgraphClient } from '../../platform/subgraph/create-subgraph-client.ts';
import type { RelationshipClient } from './relationship-client.ts';
import { parseRelationships } from './parse-relationships.ts';
import type { RelationshipOperation } from './read-operation.ts';

/**
 * Creates the queries to a subgraph: one operation, with the caller's claims as variables. `listedIsRelated`: whether a
 * listed patient without `careTeam` is on the caller's care team.
 */
export function createSubgraphQueries(
  operation: RelationshipOperation,
  { subgraph, client }: { readonly subgraph: string; readonly client: SubgraphClient },
  listedIsRelated: boolean,
): RelationshipClient {
  const query = JSON.stringify(operation.text);
  return {
    canQuery: ({ caller }) => operation.required.every((name) => caller.claims.has(name)),
    query: async ({ context, patients }, signal) => {
      const variables = { ...Object.fromEntries(context.caller.claims), patients };
      const body = `{"query":${query},"variables":${JSON.stringify(variables)}}`;
      const answer = await client.query(body, null, signal);
      if (answer === null)
        return {
          ok: false,
          code: signal.aborted ? 'RELATIONSHIPS_LATE' : 'RELATIONSHIPS_UNANSWERED',
        };
      if (answer.isRejected)
        return { ok: false, code: 'RELATIONSHIPS_REJECTED', rejectedOf: subgraph };
      // A null from an error looks like an absent relationship.
      if (answer.errorPaths.length > 0) return { ok: false, code: 'RELATIONSHIPS_ERRORS' };
      const relationships = parseRelationships(
        answer.data?.[operation.field],
        new Set(patients),
        listedIsRelated,
      );
      return relationships === null
        ? { ok: false, code: 'RELATIONSHIPS_MALFORMED' }
        : { ok: true, relationships };
    },
    close: client.close,
  };
}
