import type { Coordinate } from '../coordinate.ts';
import type { Graph, Mark } from './graph.ts';
import type { Problem } from './problem.ts';

/**
 * Reports the marks on `@external` copies of fields (`externalMarks`) that no subgraph has on its definition of the same
 * field. Composition reads only the definitions, so it would drop these marks.
 */
export function checkExternalMarks(graph: Graph, externalMarks: readonly Mark[]): Problem[] {
  const defined = new Map<Coordinate, Set<string>>();
  for (const mark of fieldMarks(graph)) {
    defined.set(mark.at, (defined.get(mark.at) ?? new Set()).add(textOf(mark)));
  }
  return externalMarks
    .filter((mark) => !defined.get(mark.at)?.has(textOf(mark)))
    .map((mark) => ({
      code: 'MARK_ON_EXTERNAL',
      subgraph: mark.origin.subgraph,
      coordinate: mark.at,
      line: mark.origin.line,
      column: mark.origin.column,
      message: `@${mark.kind} is on an @external copy of ${mark.at}: composition would drop it silently.`,
      fix: 'Put the same mark where the field is defined.',
    }));
}

function fieldMarks(graph: Graph): readonly Mark[] {
  return [...graph.types.values()]
    .flatMap((type) => [...type.fields.values()])
    .flatMap((field) => [
      ...field.marks,
      ...[...field.arguments.values()].flatMap((argument) => argument.marks),
    ]);
}

/** A mark as text without its origin: equal for the same mark in two subgraphs. */
function textOf(mark: Mark): string {
  return JSON.stringify({ ...mark, origin: null });
}
