/*
 * What the parts of an operation take of the heap. The growth of the heap per cached operation was 2.4 KB for each
 * field of a small one and 1.5 KB for each of one with 1,600, selection and plan together. The bytes of a document
 * for each of its characters are an estimate.
 */

/** Parts of the cache's memory. Documents are kept twice, for validation and as operations. */
const SHARES = { documents: 0.15, operations: 0.1, selections: 0.3, plans: 0.45 } as const;

/** What a part of the cache may hold. */
export function cacheBytes(megabytes: number, part: keyof typeof SHARES): number {
  return Math.floor(megabytes * 1_048_576 * SHARES[part]);
}

/** Of a selection or a plan of so many fields. */
export function fieldBytes(fields: number): number {
  return 12_000 + 1_250 * fields;
}

/** Of a parsed document of so many characters. */
export function documentBytes(characters: number): number {
  return 4_000 + 60 * characters;
}
