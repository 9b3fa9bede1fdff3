import type { Coordinate } from '../coordinate.ts';
import type { Graph, Mark } from './graph.ts';
import type { Problem } from './problem.ts';

/**
 * Reports marks on `@external` copies that no defining subgraph repeats: composition reads only those that
 * define the field, so such a mark would be lost.
 */
export function checkExternalMarks(graph: Graph, onCopies: readonly Mark[]): Problem[] {
  const defined = new Map<Coordinate, Set<string>>();
  for (const mark of fieldMarks(graph)) {
    defined.set(mark.at, (defined.get(mark.at) ?? new Set()).add(textOf(mark)));
  }
  return onCopies
    .filter((mark) => !defined.get(mark.at)?.has(textOf(mark)))
    .map((mark) => ({
      code: 'MARK_ON_EXTERNAL',
      subgraph: mark.origin.subgraph,
      coordinate: mark.at,
      line: mark.origin.line,
      message: `@${mark.kind} stands on an @external copy of ${mark.at}: composition would drop it without a word.`,
      mend: 'Put the same mark where the field is defined.',
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

function textOf(mark: Mark): string {
  return JSON.stringify({ ...mark, origin: null });
}
