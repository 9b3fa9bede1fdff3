import { typeCoordinate, type Coordinate } from '../../directives/coordinate.ts';
import type { Mark, TypeModel } from '../../directives/marks/graph.ts';
import type { GraphMarks } from '../../directives/policy/compile-policy.ts';
import type { ElementMarks } from '../../directives/policy/element-marks.ts';

/** Why the marks of one coordinate apply to another. */
export type MarkRelation =
  | 'itself'
  | 'its type'
  | 'what it holds'
  | 'an interface above'
  | 'computed from'
  | 'implemented by';

/** A step from one coordinate to the next. The last step leads to the coordinate that carries a mark. */
export interface TraceStep {
  readonly relation: MarkRelation;
  readonly at: Coordinate;
}

/** A mark that applies to a coordinate, and the path along which it does. */
export interface Trace {
  readonly mark: Mark;
  readonly path: readonly TraceStep[];
}

/**
 * Every mark that applies to a coordinate, each once with a shortest path: its own marks, those of its type and of the
 * type of its value, and those of its sources and implementers.
 */
export function tracesOf(start: ElementMarks, marks: GraphMarks): readonly Trace[] {
  const paths = pathsFrom(start, marks);
  const traces = new Map<Mark, Trace>();
  for (const [element, path] of paths) {
    for (const mark of [...element.own, ...element.inherited]) {
      if (!traces.has(mark))
        traces.set(mark, { mark, path: [...path, ...stepsTo(mark, element, marks)] });
    }
  }
  return [...traces.values()];
}

/** The elements that an element depends on, itself first, with a shortest path to each. */
export function pathsFrom(
  start: ElementMarks,
  { elementMarks }: GraphMarks,
): ReadonlyMap<ElementMarks, readonly TraceStep[]> {
  const paths = new Map<ElementMarks, readonly TraceStep[]>([[start, []]]);
  for (const [element, path] of paths) {
    const next = [
      ...element.sources.map((at): TraceStep => ({ relation: 'computed from', at })),
      ...element.implementers.map((at): TraceStep => ({ relation: 'implemented by', at })),
    ];
    for (const step of next) {
      const found = elementMarks.get(step.at);
      if (found && !paths.has(found)) paths.set(found, [...path, step]);
    }
  }
  return paths;
}

/** The steps from an element to a mark on itself, on its type or on the type of its value. */
function stepsTo(
  { at }: Mark,
  element: ElementMarks,
  { graph, hierarchy }: GraphMarks,
): readonly TraceStep[] {
  if (at === element.at) return [{ relation: 'itself', at }];
  if (element.own.some((mark) => mark.at === at)) return [{ relation: 'an interface above', at }];
  const [owner = ''] = element.at.split('.');
  const from = (type: TypeModel, relation: MarkRelation): readonly TraceStep[] | null => {
    const here: TraceStep = { relation, at: typeCoordinate(type.name) };
    if (here.at === at) return [here];
    if (!hierarchy.withSupertypes(type).some(({ name }) => name === at)) return null;
    return [here, { relation: 'an interface above', at }];
  };
  const own = graph.types.get(owner);
  const valueTypes = element.model ? hierarchy.valueTypes(element.model) : [];
  const [steps] = [
    ...(own ? [from(own, 'its type')] : []),
    ...valueTypes.map((type) => from(type, 'what it holds')),
  ].flatMap((found) => (found ? [found] : []));
  // Else it is access control of an object type that implements the interface which the field returns.
  return steps ?? [{ relation: 'what it holds', at }];
}
