import { hashOf } from './random.ts';
import type { Failing } from './subgraph-schemas.ts';

/** Resolvers that fail by chance, at times all of a subgraph's; none without a seed. */
export function randomFailures(seed: number | null): Failing {
  if (seed === null) return () => false;
  return (subgraph, { type, number }, field) =>
    hashOf(seed, subgraph) % 6 === 0 || hashOf(seed, subgraph, type, number, field) % 12 === 0;
}
