import { NO_DATE_SCALARS, type DateScalars } from '../directives/policy/date-format.ts';
import { comparePolicies } from '../directives/policy/compare-policies.ts';
import {
  compileSupergraph,
  type Compiled,
  type GraphMarks,
} from '../directives/policy/compile-policy.ts';
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
  const supergraph = parseSchema(supergraphSdl, null);
  if ('problem' in supergraph) return [supergraph.problem];
  return compareWithSubgraphs(compileSupergraph(supergraph.document), subgraphs).problems;
}

/** The same for a compiled supergraph, with the marks of its subgraphs; null where a subgraph has problems of its own. */
export function compareWithSubgraphs(
  supergraph: Compiled,
  subgraphs: readonly SubgraphSdl[],
  dateScalars: DateScalars = NO_DATE_SCALARS,
): { readonly problems: readonly Problem[]; readonly marks: GraphMarks | null } {
  const checked = checkSubgraphs(subgraphs, dateScalars);
  if (!checked.ok) return { problems: checked.problems, marks: null };
  const { compiled } = checked;
  return {
    problems: [...supergraph.problems, ...comparePolicies(supergraph, compiled)],
    marks: compiled,
  };
}
