import { comparePolicies } from '../directives/policy/compare-policies.ts';
import { compileSupergraph } from '../directives/policy/compile-policy.ts';
import type { Problem } from '../directives/marks/problem.ts';
import { checkSubgraphs } from './check-subgraphs.ts';
import { parseSchema, type SubgraphSdl } from './parse-subgraphs.ts';

/**
 * Checks that a supergraph has the same policy as its subgraphs, and that the subgraphs pass {@link checkSubgraphs}.
 * Composition silently drops marks, so a supergraph may be served only if this returns no problems.
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
