import { NO_DATE_SCALARS, type DateScalars } from '../directives/policy/date-format.ts';
import { comparePolicies } from '../directives/policy/compare-policies.ts';
import {
  compileSupergraph,
  type Compiled,
  type GraphMarks,
} from '../directives/policy/compile-policy.ts';
import type { Problem } from '../directives/marks/problem.ts';
import { checkSubgraphs } from './check-subgraphs.ts';
import { servedSchema } from './client-schema.ts';
import type { Composition } from './compose.ts';
import { withObjectTypes } from './interface-objects.ts';
import { parseSchema, type SubgraphSdl } from './parse-subgraphs.ts';

/**
 * Compiles a supergraph that another tool composed. With its subgraphs' schemas, the policies are compared, because
 * composition silently drops marks, and positions of marks are those in the subgraphs. A trusted supergraph is not
 * compared; positions are lines of the supergraph.
 */
export function graphFromSupergraph(
  written: string,
  subgraphs: readonly SubgraphSdl[] | 'trusted',
  dateScalars: DateScalars = NO_DATE_SCALARS,
): Composition {
  const parsed = parseSchema(written, null);
  if ('problem' in parsed) return { ok: false, problems: [parsed.problem] };
  const { supergraphSdl, document } = withObjectTypes(written, parsed.document);
  const own = compileSupergraph(document, dateScalars);
  const { problems: found, marks } =
    subgraphs === 'trusted'
      ? { problems: own.problems, marks: own }
      : compareWithSubgraphs(own, subgraphs, dateScalars);
  const served = servedSchema(document);
  if (!served.ok) return { ok: false, problems: [...found, ...served.problems] };
  return found.length > 0 || marks === null
    ? { ok: false, problems: found }
    : { ok: true, supergraphSdl, clientSchema: served.clientSchema, policy: own.policy, marks };
}

/** Returns the marks of the subgraphs; null where a subgraph has problems of its own. */
function compareWithSubgraphs(
  supergraph: Compiled,
  subgraphs: readonly SubgraphSdl[],
  dateScalars: DateScalars,
): { readonly problems: readonly Problem[]; readonly marks: GraphMarks | null } {
  const checked = checkSubgraphs(subgraphs, dateScalars);
  if (!checked.ok) return { problems: checked.problems, marks: null };
  const { compiled } = checked;
  return {
    problems: [...supergraph.problems, ...comparePolicies(supergraph, compiled)],
    marks: compiled,
  };
}
