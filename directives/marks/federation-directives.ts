import type { DocumentNode } from 'graphql';
import { isLinked, createDirectiveFinder, type DirectiveFinder } from './linked-directives.ts';

/** The URL of Apollo Federation 2 in `@link`, without its version. */
export const FEDERATION = 'https://specs.apollo.dev/federation';

/**
 * Creates a finder for federation's directives in a subgraph: under the names of its `@link`, or Federation 1's fixed
 * names.
 */
export function createFederationDirectiveFinder(document: DocumentNode): DirectiveFinder {
  if (isLinked(document, FEDERATION)) return createDirectiveFinder(document, FEDERATION);
  // Federation 1 has no `@link`.
  return (directive, applied) => (applied ?? []).filter((node) => node.name.value === directive);
}
