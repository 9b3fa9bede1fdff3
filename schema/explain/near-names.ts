import type { Coordinate } from '../../directives/coordinate.ts';
import { editDistance } from '../edit-distance.ts';

/** Suggestions for a mistyped coordinate, nearest first; at most five. */
export function nearNames(typed: string, known: Iterable<Coordinate>): readonly Coordinate[] {
  const wanted = typed.toLowerCase();
  const member = memberOf(wanted);
  return [...known]
    .map((at) => {
      const name = at.toLowerCase();
      const apart = editDistance(wanted, name);
      // With the right member name, only the type name is wrong.
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
