import type { DocumentNode } from 'graphql';
import { problemLine } from '../../directives/marks/problem.ts';
import {
  compileSubgraphs,
  compileSupergraph,
  type Compiled,
  type SubgraphDocument,
} from '../../directives/policy/compile-policy.ts';
import { NO_DATE_SCALARS, type DateScalars } from '../../directives/policy/date-format.ts';
import type { Policy } from '../../directives/policy/policy.ts';

/** The policy of subgraphs. Throws if they have problems. */
export function subgraphPolicy(
  subgraphs: readonly SubgraphDocument[],
  dateScalars: DateScalars = NO_DATE_SCALARS,
): Policy {
  return sound(compileSubgraphs(subgraphs, dateScalars));
}

/** The policy of a supergraph. Throws if it has problems. */
export function supergraphPolicy(supergraph: DocumentNode): Policy {
  return sound(compileSupergraph(supergraph));
}

function sound({ policy, problems }: Compiled): Policy {
  if (problems.length > 0) throw new Error(problems.map(problemLine).join('\n'));
  return policy;
}
