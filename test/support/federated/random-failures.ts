import { hashOf } from './random.ts';
import type { Failing } from './subgraph-schemas.ts';

/** Random failures: all resolvers of some subgraphs, and single fields of some objects. None without a seed. */
export function randomFailures(seed: number | null): Failing {
  if (seed === null) return () => false;
  return (subgraph, { type, number }, field) =>
    hashOf(seed, subgraph) % 6 === 0 || hashOf(seed, subgraph, type, number, field) % 12 === 0;
}
