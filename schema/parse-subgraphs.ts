import { GraphQLError, parse, Source, type DocumentNode } from 'graphql';
import type { Problem } from '../directives/marks/problem.ts';
import { NOWHERE } from '../directives/marks/position.ts';

/** A subgraph's name and the schema text that its `_service { sdl }` gives. */
export interface SubgraphSdl {
  readonly name: string;
  readonly sdl: string;
}

/** A subgraph with its parsed schema. */
export type ParsedSubgraph<Subgraph extends SubgraphSdl> = Subgraph & {
  readonly document: DocumentNode;
};

/** Parses the schemas of all subgraphs. Reports syntax errors and repeated names. */
export function parseSubgraphs<Subgraph extends SubgraphSdl>(
  subgraphs: readonly Subgraph[],
): {
  readonly documents: readonly ParsedSubgraph<Subgraph>[];
  readonly problems: readonly Problem[];
} {
  const documents: ParsedSubgraph<Subgraph>[] = [];
  const problems: Problem[] = [];
  const names = new Set<string>();
  for (const subgraph of subgraphs) {
    if (names.has(subgraph.name)) problems.push(nameTwice(subgraph.name));
    names.add(subgraph.name);
    const parsed = parseSchema(subgraph.sdl, subgraph.name);
    if ('document' in parsed) documents.push({ ...subgraph, document: parsed.document });
    else problems.push(parsed.problem);
  }
  return { documents, problems };
}

/** Parses one schema text, with the subgraph as the source name. Returns a problem for a syntax error. */
export function parseSchema(
  sdl: string,
  subgraph: string | null,
): { readonly document: DocumentNode } | { readonly problem: Problem } {
  try {
    return { document: parse(new Source(sdl, subgraph ?? 'supergraph')) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return {
      problem: {
        code: 'INVALID_SDL',
        subgraph,
        coordinate: null,
        line: error.locations?.[0]?.line ?? null,
        column: error.locations?.[0]?.column ?? null,
        message: error.message,
        fix: 'Correct the schema text.',
      },
    };
  }
}

function nameTwice(name: string): Problem {
  return {
    code: 'COMPOSITION',
    subgraph: name,
    coordinate: null,
    ...NOWHERE,
    message: 'Two subgraphs have this name.',
    fix: 'Give each subgraph a unique name.',
  };
}
