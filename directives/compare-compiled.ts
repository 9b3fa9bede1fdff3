import type { Compiled } from './compile-policy.ts';
import { differingCoordinates } from './compare-policies.ts';
import type { Coordinate } from './coordinate.ts';
import type { Problem } from './problem.ts';

/** Names every coordinate on which a supergraph decides otherwise than its subgraphs. */
export function compareCompiled(supergraph: Compiled, subgraphs: Compiled): readonly Problem[] {
  const exists = (at: Coordinate) => supergraph.needs.has(at);
  return differingCoordinates(supergraph.policy, subgraphs.policy, exists).map((coordinate) => ({
    code: 'POLICY_DIFFERS',
    subgraph: null,
    coordinate,
    line: null,
    message: `The supergraph and its subgraphs mark ${coordinate} differently.`,
    mend: 'Compose the supergraph again from exactly these subgraphs; write their marks alike.',
  }));
}
