import { parse } from 'graphql';
import { canonicalSubgraph } from '../directives/canonical.ts';
import { compareCompiled } from '../directives/compare-compiled.ts';
import { compileSubgraphs, compileSupergraph } from '../directives/compile-policy.ts';
import type { Policy } from '../directives/policy.ts';
import type { Problem } from '../directives/problem.ts';
import { composeWithApollo } from './apollo-composition.ts';
import { compositionProblem } from './composition-problem.ts';
import { parseSubgraphs, type SubgraphSdl } from './parse-subgraphs.ts';

/** A subgraph as it is served: where it is and what it says about itself. */
export interface SubgraphSource extends SubgraphSdl {
  readonly url: string;
}

/** A graph that may be served, or everything that has to be mended first. */
export type Composition =
  | { readonly ok: true; readonly supergraphSdl: string; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Composes subgraphs into one graph and its policy. Refuses whatever would make the graph laxer than its
 * authors wrote: marks that composition would drop, and marks that can't hold what they promise.
 */
export function compose(subgraphs: readonly SubgraphSource[]): Composition {
  const { documents, problems } = parseSubgraphs(subgraphs);
  if (problems.length > 0) return { ok: false, problems };

  const fromSubgraphs = compileSubgraphs(documents);
  if (fromSubgraphs.problems.length > 0) return { ok: false, problems: fromSubgraphs.problems };

  const composed = composeWithApollo(
    documents.map((subgraph) => ({
      ...subgraph,
      document: canonicalSubgraph(subgraph.document).document,
    })),
  );
  if ('errors' in composed) return { ok: false, problems: composed.errors.map(compositionProblem) };

  const fromSupergraph = compileSupergraph(parse(composed.supergraphSdl));
  const differences = [
    ...fromSupergraph.problems,
    ...compareCompiled(fromSupergraph, fromSubgraphs),
  ];
  if (differences.length > 0) return { ok: false, problems: differences };
  return { ok: true, supergraphSdl: composed.supergraphSdl, policy: fromSupergraph.policy };
}
