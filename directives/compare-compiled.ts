import type { Compiled } from './compile-policy.ts';
import { differingCoordinates } from './compare-policies.ts';
import type { Coordinate } from './coordinate.ts';
import type { Graph } from './graph.ts';
import type { Problem } from './problem.ts';

/** Names every coordinate on which a supergraph decides otherwise than its subgraphs. */
export function compareCompiled(supergraph: Compiled, subgraphs: Compiled): readonly Problem[] {
  const exists = (at: Coordinate) => hasCoordinate(supergraph.graph, at);
  return differingCoordinates(supergraph.policy, subgraphs.policy, exists).map((coordinate) => ({
    code: 'POLICY_DIFFERS',
    subgraph: null,
    coordinate,
    line: null,
    message: `The supergraph and its subgraphs mark ${coordinate} differently.`,
    mend: 'Compose the supergraph again from exactly these subgraphs; write their marks alike.',
  }));
}

function hasCoordinate(graph: Graph, at: Coordinate): boolean {
  const [, name = '', member, argument] = /^([^.]+)(?:\.([^(]+)(?:\(([^:]+):\))?)?$/.exec(at) ?? [];
  const type = graph.types.get(name);
  if (!type || member === undefined) return type !== undefined;
  const field = type.fields.get(member);
  if (argument !== undefined) return field?.arguments.has(argument) ?? false;
  return field !== undefined || type.values.has(member);
}
