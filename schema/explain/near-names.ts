import type { Coordinate } from '../../directives/coordinate.ts';
import { editDistance } from '../edit-distance.ts';

/** The coordinates that are nearest to what somebody typed, the nearest first; at most five. */
export function nearNames(typed: string, known: Iterable<Coordinate>): readonly Coordinate[] {
  const wanted = typed.toLowerCase();
  const member = memberOf(wanted);
  return [...known]
    .map((at) => {
      const name = at.toLowerCase();
      const apart = editDistance(wanted, name);
      // Whoever knows the field often errs in the type.
      return { at, apart: memberOf(name) === member ? Math.min(apart, 2) : apart };
    })
    .filter(({ apart }) => apart <= Math.max(2, wanted.length / 3))
    .toSorted((a, b) => a.apart - b.apart || (a.at < b.at ? -1 : 1))
    .slice(0, 5)
    .map(({ at }) => at);
}

function memberOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}
