/*
 * The number of random cases and repetitions. `npm test` runs a slice with a fixed seed. `npm run test:deep` runs every
 * test file that imports this module, with whole counts and new random cases each time. `TEST_SEED=7` repeats the cases
 * of a failure.
 */
const DEPTH = process.env['TEST_DEPTH'] ?? 'slice';
const SEED = process.env['TEST_SEED'];

if (DEPTH !== 'slice' && DEPTH !== 'deep') throw new Error('TEST_DEPTH is slice or deep.');

/** Whether tests run with whole counts. */
export const IS_DEEP = DEPTH === 'deep';

/** The first value in `npm test`, the second in `npm run test:deep`. */
export function atDepth<Value>(slice: Value, whole: Value): Value {
  return IS_DEEP ? whole : slice;
}

/** Parameters of a fast-check property: the number of cases at this depth, and the seed. */
export function casesAtDepth(
  slice: number,
  whole: number,
): { readonly numRuns: number; readonly seed?: number } {
  const numRuns = atDepth(slice, whole);
  if (SEED !== undefined) return { numRuns, seed: Number(SEED) };
  return IS_DEEP ? { numRuns } : { numRuns, seed: 1 };
}
