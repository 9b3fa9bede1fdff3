import type { Case } from './make-smaller.ts';
import { printSubgraph } from './print-graph.ts';

/** A case in full: the schema of each subgraph, the operation, the caller, the configuration and the seeds. */
export function describeCase(one: Case): string {
  const { model, operation, caller, authorization, dataSeed, failureSeed } = one;
  return [
    ...model.subgraphs.map(({ name }) => `# subgraph ${name}\n${printSubgraph(model, name)}`),
    `# operation\n${operation.query}\n${JSON.stringify(operation.variables)}`,
    `# caller\n${JSON.stringify(caller, plainly)}`,
    `# authorization\n${JSON.stringify(authorization, plainly)}`,
    `# data seed ${dataSeed}, failure seed ${String(failureSeed)}`,
  ].join('\n');
}

/** Maps as lists of pairs, sets as lists. */
function plainly(_key: string, value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...value] : value;
}
