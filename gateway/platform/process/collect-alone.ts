import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/**
 * Has each thread collect its new objects alone where as many processes of this gateway serve requests as there are cores. V8
 * would divide that work among helper threads, which takes more processor time and saves none without an idle core
 * (docs/benchmarks.md).
 */
export function collectAlone(processes: number): void {
  if (processes >= availableParallelism()) setFlagsFromString('--no-parallel-scavenge');
}
