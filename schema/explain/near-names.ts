import type { Coordinate } from '../../directives/coordinate.ts';

/** The coordinates that are nearest to what somebody typed, the nearest first; at most five. */
export function nearNames(typed: string, known: Iterable<Coordinate>): readonly Coordinate[] {
  const wanted = typed.toLowerCase();
  const member = memberOf(wanted);
  return [...known]
    .map((at) => {
      const name = at.toLowerCase();
      const apart = distance(wanted, name);
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

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let above = Array.from({ length: other.length + 1 }, (_value, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwap =
        row > 1 &&
        column > 1 &&
        one[row - 1] === other[column - 2] &&
        one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          (above[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (above[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwap ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = above;
    above = current;
  }
  return above[other.length] ?? 0;
}
