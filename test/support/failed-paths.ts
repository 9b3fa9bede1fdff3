import { BELOW } from '../../directives/release/failures.ts';
import type { Random } from './federated/random.ts';

/** Keys and list indexes, from the root. */
export type Path = readonly (string | number)[];

/** Whether something at a path or below it failed, by the definition of failed paths: a search through all of them. */
export function isFailedAt(failed: readonly Path[], at: Path): boolean {
  return failed.some((path) => {
    const end = path.indexOf(BELOW);
    const keys = end < 0 ? path : path.slice(0, end);
    const meets = keys.every(
      (key, index) => index >= at.length || key === '@' || String(key) === String(at[index]),
    );
    return meets && (end >= 0 || at.length <= keys.length);
  });
}

/** A path of up to four keys and indexes, of which there are so few that random paths meet. */
export function randomPath(random: Random): Path {
  const keys = ['a', 'b', 'constructor', 0, 1];
  return Array.from({ length: random.below(5) }, () => random.pick(keys));
}

/** A path that failed: some of its indexes are `@`, and it may end with {@link BELOW}. */
export function randomFailedPath(random: Random): Path {
  const path = randomPath(random).map((key) =>
    typeof key === 'number' && random.chance(40) ? '@' : key,
  );
  return random.chance(30) ? [...path, BELOW] : path;
}
