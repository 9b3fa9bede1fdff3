import type { Graph, Mark } from '../../directives/marks/graph.ts';

/** Every mark of a graph, wherever it stands. */
export function marksOf(graph: Graph): readonly Mark[] {
  return [...graph.types.values()].flatMap((type) => [
    ...type.marks,
    ...[...type.values.values()].flat(),
    ...[...type.fields.values()].flatMap((field) => [
      ...field.marks,
      ...[...field.arguments.values()].flatMap((argument) => argument.marks),
    ]),
  ]);
}
