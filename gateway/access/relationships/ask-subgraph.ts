import type { SubgraphClient } from '../../platform/subgraph/create-subgraph-client.ts';
import type { Asker } from './ask.ts';
import { parseRelationships } from './parse-relationships.ts';
import type { RelationshipOperation } from './read-operation.ts';

/**
 * Asks a subgraph, straight and by one operation, with the claims that the caller has as variables.
 * `listedIsRelated`: whether being listed means being on the care team, where the answer doesn't say.
 */
export function createSubgraphAsker(
  operation: RelationshipOperation,
  client: SubgraphClient,
  listedIsRelated: boolean,
): Asker {
  const query = JSON.stringify(operation.text);
  return {
    concerns: ({ caller }) => operation.required.every((name) => caller.claims.has(name)),
    ask: async ({ context, patients }, signal) => {
      const variables = { ...Object.fromEntries(context.caller.claims), patients };
      const body = `{"query":${query},"variables":${JSON.stringify(variables)}}`;
      const answer = await client.post(body, null, signal);
      if (answer === null)
        return {
          ok: false,
          code: signal.aborted ? 'RELATIONSHIPS_LATE' : 'RELATIONSHIPS_UNANSWERED',
        };
      // What is null for an error's sake can't be told from what is nothing.
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
