import type { Coordinate } from '../../directives/coordinate.ts';
import { editDistance } from '../edit-distance.ts';

const MAX_SUGGESTIONS = 5;
/** Edits within which a name is suggested, however short it is. */
const MAX_EDITS_ANYWAY = 2;

/** Suggestions for a mistyped coordinate, nearest first. */
export function nearNames(typed: string, known: Iterable<Coordinate>): readonly Coordinate[] {
  const wanted = typed.toLowerCase();
  const member = memberOf(wanted);
  return [...known]
    .map((at) => {
      const name = at.toLowerCase();
      const apart = editDistance(wanted, name);
      // With the right member name, only the type name is wrong: it is suggested however much that differs.
      return { at, apart: memberOf(name) === member ? Math.min(apart, MAX_EDITS_ANYWAY) : apart };
    })
    .filter(({ apart }) => apart <= Math.max(MAX_EDITS_ANYWAY, wanted.length / 3))
    .toSorted((a, b) => a.apart - b.apart || (a.at < b.at ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ at }) => at);
}

function memberOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}
