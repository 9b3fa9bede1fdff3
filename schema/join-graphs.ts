import { Kind } from 'graphql';
import type { DirectiveNode, DocumentNode } from 'graphql';

/** A subgraph in a supergraph. */
export interface JoinGraph {
  readonly name: string;
  readonly url: string;
}

/**
 * Reads a supergraph's subgraphs: the values of its `join__Graph` enum.
 * https://specs.apollo.dev/join/v0.3/#@join__graph
 */
export function readJoinGraphs(supergraph: DocumentNode): readonly JoinGraph[] {
  return supergraph.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION) return [];
    if (definition.name.value !== 'join__Graph') return [];
    return (definition.values ?? []).flatMap((value) =>
      (value.directives ?? [])
        .filter((directive) => directive.name.value === 'join__graph')
        .map((directive) => ({
          name: readText(directive, 'name') ?? value.name.value,
          url: readText(directive, 'url') ?? '',
        })),
    );
  });
}

function readText(directive: DirectiveNode, argument: string): string | null {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : null;
}
