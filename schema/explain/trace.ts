import { typeCoordinate, type Coordinate } from '../../directives/coordinate.ts';
import type { Mark, TypeModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';
import type { Need } from '../../directives/policy/needs.ts';

/** How one coordinate comes by what stands on another. */
export type Relation =
  | 'itself'
  | 'its type'
  | 'what it holds'
  | 'an interface above'
  | 'computed from'
  | 'implemented by';

/** A step from a coordinate to the next; the last one leads to where a mark stands. */
export interface Step {
  readonly relation: Relation;
  readonly at: Coordinate;
}

/** A mark that counts for a coordinate, and how it comes to count. */
export interface Trace {
  readonly mark: Mark;
  readonly path: readonly Step[];
}

/**
 * Every mark that counts for a coordinate, each once, by a shortest path to it: marks of its own, of its type
 * and of what it holds, then those of what it is computed from or stands for.
 */
export function tracesOf(start: Need, marks: Compiled): readonly Trace[] {
  const paths = pathsFrom(start, marks);
  const traces = new Map<Mark, Trace>();
  for (const [need, path] of paths) {
    for (const mark of [...need.own, ...need.inherited]) {
      if (!traces.has(mark))
        traces.set(mark, { mark, path: [...path, ...stepsTo(mark, need, marks)] });
    }
  }
  return [...traces.values()];
}

/** The needs that a coordinate depends on, itself first, with the nearest way to each. */
export function pathsFrom(start: Need, { needs }: Compiled): ReadonlyMap<Need, readonly Step[]> {
  const paths = new Map<Need, readonly Step[]>([[start, []]]);
  for (const [need, path] of paths) {
    const next = [
      ...need.sources.map((at): Step => ({ relation: 'computed from', at })),
      ...need.implementers.map((at): Step => ({ relation: 'implemented by', at })),
    ];
    for (const step of next) {
      const found = needs.get(step.at);
      if (found && !paths.has(found)) paths.set(found, [...path, step]);
    }
  }
  return paths;
}

/** From a coordinate to a mark of its own, of its type or of what it holds. */
function stepsTo({ at }: Mark, need: Need, { graph, hierarchy }: Compiled): readonly Step[] {
  if (at === need.at) return [{ relation: 'itself', at }];
  if (need.own.some((mark) => mark.at === at)) return [{ relation: 'an interface above', at }];
  const [owner = ''] = need.at.split('.');
  const from = (type: TypeModel, relation: Relation): readonly Step[] | null => {
    const here: Step = { relation, at: typeCoordinate(type.name) };
    if (here.at === at) return [here];
    if (!hierarchy.upwards(type).some(({ name }) => name === at)) return null;
    return [here, { relation: 'an interface above', at }];
  };
  const own = graph.types.get(owner);
  const held = need.element ? hierarchy.held(need.element) : [];
  const [steps] = [
    ...(own ? [from(own, 'its type')] : []),
    ...held.map((type) => from(type, 'what it holds')),
  ].flatMap((found) => (found ? [found] : []));
  return steps ?? [{ relation: 'what it holds', at }];
}
