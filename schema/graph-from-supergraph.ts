import { compileSubgraphs, compileSupergraph } from '../directives/policy/compile-policy.ts';
import { checkServable } from './client-schema.ts';
import type { Composition } from './compose.ts';
import { parseSchema, parseSubgraphs, type SubgraphSdl } from './parse-subgraphs.ts';
import { verifySupergraph } from './verify-supergraph.ts';

/**
 * Compiles a supergraph that another tool composed. With its subgraphs' schemas, the policies are compared, because
 * composition silently drops marks, and positions of marks are those in the subgraphs. A trusted supergraph is not
 * compared; positions are lines of the supergraph.
 */
export function graphFromSupergraph(
  supergraphSdl: string,
  subgraphs: readonly SubgraphSdl[] | 'trusted',
): Composition {
  const parsed = parseSchema(supergraphSdl, null);
  if ('problem' in parsed) return { ok: false, problems: [parsed.problem] };
  const own = compileSupergraph(parsed.document);
  const { policy } = own;
  const found = subgraphs === 'trusted' ? own.problems : verifySupergraph(supergraphSdl, subgraphs);
  const problems = [...found, ...checkServable(supergraphSdl)];
  if (problems.length > 0) return { ok: false, problems };
  if (subgraphs === 'trusted') return { ok: true, supergraphSdl, policy, marks: own };
  const marks = compileSubgraphs(parseSubgraphs(subgraphs).documents);
  return { ok: true, supergraphSdl, policy, marks };
}
