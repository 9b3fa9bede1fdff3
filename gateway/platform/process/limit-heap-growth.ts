import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap of each thread grow to at most twice what a collection left in use before V8 collects garbage again, not
 * counting the space for new objects. V8 alone lets it grow up to four times, which takes a third more memory under load
 * and saves no processor time that could be measured (docs/benchmarks.md).
 */
export function limitHeapGrowth(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
