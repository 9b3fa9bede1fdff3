import { parse } from 'graphql';
import { compareCompiled } from '../directives/compare-compiled.ts';
import { compileSubgraphs, compileSupergraph } from '../directives/compile-policy.ts';
import type { Problem } from '../directives/problem.ts';
import { parseSubgraphs, type SubgraphSdl } from './parse-subgraphs.ts';

/**
 * Whether a supergraph that somebody else composed says about PHI what its subgraphs say. Composition drops
 * marks without a word, so it is served only when this returns no problem: the policy compiled from the
 * subgraphs' own schemas decides every coordinate like the one compiled from the supergraph.
 */
export function verifySupergraph(
  supergraphSdl: string,
  subgraphs: readonly SubgraphSdl[],
): readonly Problem[] {
  const { documents, problems } = parseSubgraphs(subgraphs);
  if (problems.length > 0) return problems;
  const fromSubgraphs = compileSubgraphs(documents);
  const fromSupergraph = compileSupergraph(parse(supergraphSdl));
  const found = [...fromSubgraphs.problems, ...fromSupergraph.problems];
  return found.length > 0 ? found : compareCompiled(fromSupergraph, fromSubgraphs);
}
