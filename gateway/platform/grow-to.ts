/**
 * The size of an LRU cache of at most this many entries that takes memory as entries come. With `max` alone, lru-cache
 * reserves the memory of all entries at once: 17 ms and 8 MB for 200,000.
 */
export function growTo(entries: number): { maxSize: number; sizeCalculation: () => number } {
  return { maxSize: entries, sizeCalculation: () => 1 };
}
