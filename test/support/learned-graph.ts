import { compileSubgraphs } from '../../directives/policy/compile-policy.ts';
import { graphFeatures, type GraphFeatures } from '../../schema/lint/learned/graph-features.ts';
import { createLintGraph } from '../../schema/lint/lint-graph.ts';
import { parseSubgraphs } from '../../schema/parse-subgraphs.ts';
import { ANY_ROLES } from './lint-subgraphs.ts';

/** The features that learned words count in a schema. */
export function readGraph(sdl: string): GraphFeatures {
  const { documents } = parseSubgraphs([{ name: 'a', sdl }]);
  const compiled = compileSubgraphs(documents);
  return graphFeatures(compiled, createLintGraph({ documents, compiled }, ANY_ROLES).subjects());
}
