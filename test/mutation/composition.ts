import { composeServices as compose } from '@apollo/composition';

/*
 * Replaces `@apollo/composition` in a mutation run: each process composes the same schemas once. Composition has no
 * mutated code and is the slowest part of the tests.
 */
const known = new Map<string, ReturnType<typeof compose>>();

/** Composes services, or returns the earlier result for the same services. */
export function composeServices(
  ...services: Parameters<typeof compose>
): ReturnType<typeof compose> {
  const key = JSON.stringify(services);
  const result = known.get(key) ?? compose(...services);
  known.set(key, result);
  return result;
}
