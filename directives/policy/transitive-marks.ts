import type { Coordinate } from '../coordinate.ts';
import type { PhiMark, RoleMark } from '../marks/graph.ts';
import type { Need } from './needs.ts';

/** The marks of a coordinate and of all that it depends on. */
export interface Reached {
  readonly phi: readonly PhiMark[];
  readonly roles: readonly RoleMark[];
  /** The coordinate's own need and all that it depends on. */
  readonly all: readonly Need[];
}

/** Follows needs to everything that they depend on, each once. */
export function reachedIn(needs: ReadonlyMap<Coordinate, Need>): (need: Need) => Reached {
  const known = new Map<Coordinate, Reached>();
  return (need) => {
    const found = known.get(need.at) ?? reachedFrom(need, needs);
    known.set(need.at, found);
    return found;
  };
}

function reachedFrom(start: Need, needs: ReadonlyMap<Coordinate, Need>): Reached {
  const found = new Set([start]);
  for (const need of found) {
    for (const next of present([...need.sources, ...need.implementers], needs)) found.add(next);
  }
  const all = [...found];
  const marks = all.flatMap((need) => [...need.own, ...need.inherited]);
  return {
    phi: marks.filter((mark) => mark.kind === 'phi'),
    roles: marks.filter((mark) => mark.kind === 'role'),
    all,
  };
}

/** Whether a coordinate is PHI that no `@role` speaks of, so that the default roles stand in. */
export function isForDefaultRoles({ phi, roles }: Reached): boolean {
  return phi.length > 0 && roles.length === 0;
}

/** The needs of these coordinates; those that don't exist are left out. */
export function present(
  coordinates: readonly Coordinate[],
  needs: ReadonlyMap<Coordinate, Need>,
): readonly Need[] {
  return coordinates.flatMap((at) => needs.get(at) ?? []);
}
