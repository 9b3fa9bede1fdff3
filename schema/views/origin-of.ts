import type { Coordinate } from '../../directives/coordinate.ts';
import type { Origin } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';

/**
 * Where an element is defined; of a type and an enum's value, which several subgraphs may define, where the
 * first mark of it or the first of its fields stands.
 */
export function originOf(at: Coordinate, { graph, needs }: Compiled): Origin {
  const need = needs.get(at);
  const type = graph.types.get(at);
  const origins = [
    ...(need ? [need.origin] : []),
    ...[...(need?.own ?? []), ...(need?.inherited ?? [])]
      .filter((mark) => mark.at === at)
      .map((mark) => mark.origin),
    ...[...(type?.fields.values() ?? [])].map((field) => field.origin),
  ];
  return origins.find(({ line }) => line !== null) ?? { subgraph: null, line: null };
}
