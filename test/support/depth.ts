/*
 * How far random and repeated tests go. `npm test` runs a slice of each, always the same; `npm run test:deep` runs
 * every suite that imports this file, with whole counts and other random cases each time. `TEST_SEED=7` picks the
 * cases of a failure again.
 */
const DEPTH = process.env['TEST_DEPTH'] ?? 'slice';
const SEED = process.env['TEST_SEED'];

if (DEPTH !== 'slice' && DEPTH !== 'deep') throw new Error('TEST_DEPTH is slice or deep.');

/** Whether whole counts run. */
export const IS_DEEP = DEPTH === 'deep';

/** The first value in `npm test`, the second in `npm run test:deep`. */
export function atDepth<Value>(slice: Value, whole: Value): Value {
  return IS_DEEP ? whole : slice;
}

/** Parameters of a fast-check property: so many cases, of a fixed seed in the slice. */
export function casesAtDepth(
  slice: number,
  whole: number,
): { readonly numRuns: number; readonly seed?: number } {
  const numRuns = atDepth(slice, whole);
  if (SEED !== undefined) return { numRuns, seed: Number(SEED) };
  return IS_DEEP ? { numRuns } : { numRuns, seed: 1 };
}
