import { problemLine } from '../../directives/marks/problem.ts';
import { clientSchema } from '../../schema/client-schema.ts';
import { elementsOf } from '../../schema/views/elements.ts';
import type { ViewedGraph } from '../../schema/diff/diff-graphs.ts';
import type { ViewOptions } from '../../schema/views/view-options.ts';
import { composeMarked, composeSdl } from './compose-subgraphs.ts';

/** Default options of authorization for tests. */
export const OPTIONS: ViewOptions = {
  defaultRoles: [],
  unmarked: 'allow',
  mode: 'filter',
  unreached: 'hide',
  further: new Map(),
  reach: null,
};

/** A composed graph. Schemas without `@link` get the head of test subgraphs. Throws if they don't compose. */
export function viewedGraph(
  subgraphs: Readonly<Record<string, string>>,
  options: Partial<ViewOptions> = {},
): ViewedGraph {
  const hasHead = Object.values(subgraphs).some((sdl) => sdl.includes('@link'));
  const composed = hasHead ? composeSdl(subgraphs) : composeMarked(subgraphs);
  if (!composed.ok) throw new Error(composed.problems.map(problemLine).join('\n'));
  const { supergraphSdl, policy, marks } = composed;
  const elements = elementsOf(clientSchema(supergraphSdl), policy);
  return { supergraphSdl, policy, marks, elements, options: { ...OPTIONS, ...options } };
}
