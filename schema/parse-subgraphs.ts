import { GraphQLError, parse } from 'graphql';
import type { SubgraphDocument } from '../directives/compile-policy.ts';
import type { Problem } from '../directives/problem.ts';

/** A subgraph's name and the schema text that its `_service { sdl }` gives. */
export interface SubgraphSdl {
  readonly name: string;
  readonly sdl: string;
}

/** Parses the schemas of all subgraphs and reports every one that isn't a schema. */
export function parseSubgraphs<Subgraph extends SubgraphSdl>(
  subgraphs: readonly Subgraph[],
): {
  readonly documents: readonly (Subgraph & SubgraphDocument)[];
  readonly problems: readonly Problem[];
} {
  const documents: (Subgraph & SubgraphDocument)[] = [];
  const problems: Problem[] = [];
  for (const subgraph of subgraphs) {
    try {
      documents.push({ ...subgraph, document: parse(subgraph.sdl) });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      problems.push({
        code: 'INVALID_SDL',
        subgraph: subgraph.name,
        coordinate: null,
        line: error.locations?.[0]?.line ?? null,
        message: error.message,
        mend: 'Correct the schema text.',
      });
    }
  }
  return { documents, problems };
}
