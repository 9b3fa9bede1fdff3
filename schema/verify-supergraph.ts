import { comparePolicies } from '../directives/policy/compare-policies.ts';
import { compileSupergraph } from '../directives/policy/compile-policy.ts';
import type { Problem } from '../directives/marks/problem.ts';
import { checkSubgraphs } from './check-subgraphs.ts';
import { parseSchema, type SubgraphSdl } from './parse-subgraphs.ts';

/**
 * Whether a supergraph that somebody else composed says about PHI what its subgraphs say. Composition drops
 * marks without a word, so it is served only when this returns no problem: the policy compiled from the
 * subgraphs' own schemas decides every coordinate like the one compiled from the supergraph, and the
 * subgraphs hold what {@link checkSubgraphs} asks of them.
 */
export function verifySupergraph(
  supergraphSdl: string,
  subgraphs: readonly SubgraphSdl[],
): readonly Problem[] {
  const checked = checkSubgraphs(subgraphs);
  if (!checked.ok) return checked.problems;
  const supergraph = parseSchema(supergraphSdl, null);
  if ('problem' in supergraph) return [supergraph.problem];
  const compiled = compileSupergraph(supergraph.document);
  return [...compiled.problems, ...comparePolicies(compiled, checked.compiled)];
}
