import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';
import { createLintGraph } from '../../../schema/lint/lint-graph.ts';
import { NO_HINTS } from '../../../schema/lint/lint-hints.ts';
import { placedValues } from '../../../schema/lint/placed-values.ts';
import type { TypeShape } from '../../../schema/lint/subjects/type-shape.ts';
import { parseSubgraphs } from '../../../schema/parse-subgraphs.ts';

/**
 * Why the linter misses a place: its type is about a patient but no word of the place is known (`word`), the type is linked
 * with one that is about a patient but is not itself (`structure`), or nothing links it with one (`type`).
 */
export const CAUSES = ['word', 'structure', 'type'] as const;
export type Cause = (typeof CAUSES)[number];

/** Finds the cause for which the linter misses places of a schema whose author declares these types to be patients'. */
export function createCauseFinder(
  sdl: string,
  patientTypes: readonly string[],
): (coordinate: string) => Cause {
  const { documents } = parseSubgraphs([{ name: 'corpus', sdl }]);
  const compiled = compileSubgraphs(documents);
  const graph = createLintGraph(
    { documents, compiled },
    { roles: null, defaultRoles: null },
    { ...NO_HINTS, patientTypes },
  );
  const { shapeOf, subjectOf } = graph.subjects();
  const abouts = new Map(
    [...placedValues(compiled, graph.subjects())].map(
      ({ element, subject }) => [String(element.at), subject.about] as const,
    ),
  );
  const shapes = [...compiled.graph.types.values()].map(shapeOf);
  const isLinked = (one: TypeShape) =>
    one.links.some(({ to }) => to.some((each) => isAbout(subjectOf(each).about))) ||
    shapes.some(
      ({ type, links }) =>
        isAbout(subjectOf(type).about) && links.some(({ to }) => to.includes(one.type)),
    );
  return (coordinate) => {
    if (isAbout(abouts.get(coordinate))) return 'word';
    const own = shapes.find(({ type }) => coordinate.startsWith(`${type.name}.`));
    return own && isLinked(own) ? 'structure' : 'type';
  };
}

function isAbout(about: string | undefined): boolean {
  return about !== undefined && about !== 'other' && about !== 'unknown';
}
