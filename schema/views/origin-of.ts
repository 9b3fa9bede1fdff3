import type { Coordinate } from '../../directives/coordinate.ts';
import type { Origin } from '../../directives/marks/graph.ts';
import { NOWHERE } from '../../directives/marks/position.ts';
import type { GraphMarks } from '../../directives/policy/compile-policy.ts';

/**
 * Where an element is defined. Several subgraphs may define a type or an enum value; for these, the position of the
 * first mark on it or of its first field.
 */
export function originOf(at: Coordinate, { graph, elementMarks }: GraphMarks): Origin {
  const element = elementMarks.get(at);
  const type = graph.types.get(at);
  const origins = [
    ...(element ? [element.origin] : []),
    ...[...(element?.own ?? []), ...(element?.inherited ?? [])]
      .filter((mark) => mark.at === at)
      .map((mark) => mark.origin),
    ...[...(type?.fields.values() ?? [])].map((field) => field.origin),
  ];
  return origins.find(({ line }) => line !== null) ?? { subgraph: null, ...NOWHERE };
}
