import { compileSubgraphs, compileSupergraph } from '../directives/policy/compile-policy.ts';
import { checkServable } from './client-schema.ts';
import type { Composition } from './compose.ts';
import { parseSchema, parseSubgraphs, type SubgraphSdl } from './parse-subgraphs.ts';
import { verifySupergraph } from './verify-supergraph.ts';

/**
 * Takes a supergraph that somebody else composed. With its subgraphs' schemas it is compared with them, since
 * composition drops marks without a word, and its marks are found there. Trusted, it is taken at its word,
 * and the places of its marks are lines of its own text.
 */
export function takeSupergraph(
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
