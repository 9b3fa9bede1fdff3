import type { DocumentNode } from 'graphql';
import { isLinked, linkedDirectives, type LinkedDirectives } from './linked-directives.ts';

/** The URL of Apollo Federation 2 in `@link`, without its version. */
export const FEDERATION = 'https://specs.apollo.dev/federation';

/** Finds federation's directives in a subgraph: by its `@link`, or under Federation 1's fixed names. */
export function federationDirectives(document: DocumentNode): LinkedDirectives {
  if (isLinked(document, FEDERATION)) return linkedDirectives(document, FEDERATION);
  return (directive, applied) => (applied ?? []).filter((node) => node.name.value === directive);
}
