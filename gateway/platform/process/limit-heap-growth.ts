import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap of each thread grow to at most two and a half times what a collection left in use before V8 collects garbage
 * again, not counting the space for new objects. V8 alone lets it grow up to four times: under load that takes a third more
 * memory, and saves processor time only for large responses (docs/benchmarks.md).
 */
export function limitHeapGrowth(): void {
  setFlagsFromString('--heap-growing-percent=150');
}
