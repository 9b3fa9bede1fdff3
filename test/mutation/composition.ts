import { composeServices as compose } from '@apollo/composition';

/*
 * Stands in for `@apollo/composition` in a mutation run: the same schemas compose once a process. Nothing of it
 * is mutated, and it takes longest of all that the tests do.
 */
const known = new Map<string, ReturnType<typeof compose>>();

/** Composes services, or answers what the same ones gave before. */
export function composeServices(...asked: Parameters<typeof compose>): ReturnType<typeof compose> {
  const key = JSON.stringify(asked);
  const result = known.get(key) ?? compose(...asked);
  known.set(key, result);
  return result;
}
