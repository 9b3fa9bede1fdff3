import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap of each thread grow to at most twice what a collection left in use before V8 collects garbage again, not
 * counting the space for new objects. V8 alone lets it grow up to four times. Under load that takes a third more memory; it
 * saves processor time only for large responses, for which a larger space for new objects saves as much with less memory
 * (docs/benchmarks.md).
 */
export function limitHeapGrowth(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
