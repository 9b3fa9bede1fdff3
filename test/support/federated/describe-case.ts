import type { Case } from './make-smaller.ts';
import { printSubgraph } from './print-graph.ts';

/** A case as text: the schema of each subgraph, the operation, the caller, the configuration and the seeds. */
export function describeCase(one: Case): string {
  const { model, operation, caller, authorization, dataSeed, failureSeed } = one;
  return [
    ...model.subgraphs.map(({ name }) => `# subgraph ${name}\n${printSubgraph(model, name)}`),
    ...(model.rules.length > 0 ? [`# rules\n${JSON.stringify(model.rules)}`] : []),
    `# operation\n${operation.query}\n${JSON.stringify(operation.variables)}`,
    `# caller\n${JSON.stringify(caller, withoutMaps)}`,
    `# authorization\n${JSON.stringify(authorization, withoutMaps)}`,
    `# data seed ${dataSeed}, failure seed ${String(failureSeed)}`,
  ].join('\n');
}

/** Writes maps as lists of pairs and sets as lists, which JSON.stringify would leave empty. */
function withoutMaps(_key: string, value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...value] : value;
}
