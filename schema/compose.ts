import { parse } from 'graphql';
import { canonicalSubgraph } from '../directives/marks/canonical.ts';
import { comparePolicies } from '../directives/policy/compare-policies.ts';
import { compileSupergraph, type Compiled } from '../directives/policy/compile-policy.ts';
import { SPEC_VERSIONS, type SpecVersions } from '../directives/marks/spec-versions.ts';
import type { Policy } from '../directives/policy/policy.ts';
import type { Problem } from '../directives/marks/problem.ts';
import { composeWithApollo } from './apollo-composition.ts';
import { checkSubgraphs } from './check-subgraphs.ts';
import { compositionProblem } from './composition-problem.ts';
import type { SubgraphSdl } from './parse-subgraphs.ts';

/** A subgraph as it is served: where it is and what it says about itself. */
export interface SubgraphSource extends SubgraphSdl {
  readonly url: string;
}

/** A graph as a gateway serves it. */
export interface MarkedGraph {
  readonly supergraphSdl: string;
  /** What the gateway decides on. */
  readonly policy: Policy;
  /** The same marks with their places, as the subgraphs' own schemas hold them. */
  readonly marks: Compiled;
}

/** A graph that may be served, or everything that has to be mended first. */
export type Composition =
  | ({ readonly ok: true } & MarkedGraph)
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Composes subgraphs into one graph and its policy. Refuses whatever would make the graph laxer than its
 * authors wrote: marks that composition would drop, and marks that can't hold what they promise.
 */
export function compose(
  subgraphs: readonly SubgraphSource[],
  versions: SpecVersions = SPEC_VERSIONS,
): Composition {
  const checked = checkSubgraphs(subgraphs, versions);
  if (!checked.ok) return checked;

  const canonical = checked.documents.map(({ name, url, document }) => ({
    name,
    url,
    document: canonicalSubgraph(document, versions).document,
  }));
  const composed = composeWithApollo(canonical);
  if ('errors' in composed) {
    return { ok: false, problems: composed.errors.map((error) => compositionProblem(error)) };
  }

  const compiled = compileSupergraph(parse(composed.supergraphSdl), versions);
  const problems = [...compiled.problems, ...comparePolicies(compiled, checked.compiled)];
  return problems.length > 0
    ? { ok: false, problems }
    : {
        ok: true,
        supergraphSdl: composed.supergraphSdl,
        policy: compiled.policy,
        marks: checked.compiled,
      };
}
