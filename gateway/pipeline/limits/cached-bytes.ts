/*
 * Sizes of the parts of a cached operation on the heap. Measured growth of the heap, selection and pruned operation
 * together: 2.4 KB per field of a small operation, 1.5 KB per field of one with 1,600 fields. The bytes per character of a
 * document are an estimate.
 */

/** Shares of the cache's memory. A document is cached twice, for validation and as operations. */
const SHARES = { documents: 0.15, operations: 0.1, selections: 0.3, plans: 0.45 } as const;

/** Returns the largest size of a part of the cache. */
export function cacheBytes(megabytes: number, part: keyof typeof SHARES): number {
  return Math.floor(megabytes * 1_048_576 * SHARES[part]);
}

/** Returns the size of a selection or pruned operation by its number of fields. */
export function fieldBytes(fields: number): number {
  return 12_000 + 1_250 * fields;
}

/** Returns the size of a parsed document by its number of characters. */
export function documentBytes(characters: number): number {
  return 4_000 + 60 * characters;
}
