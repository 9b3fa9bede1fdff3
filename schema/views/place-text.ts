import type { Origin } from '../../directives/marks/graph.ts';

/**
 * Returns a function that formats an origin:
 * - `patients.graphql:12` if `files` (subgraph → its schema file) has the subgraph
 * - `subgraph patients line 12` if it does not
 * - `supergraph line 12` without a subgraph
 * - null without a line
 */
export function createPlaceText(
  files: ReadonlyMap<string, string>,
): (origin: Origin) => string | null {
  return ({ subgraph, line }) => {
    if (line === null) return null;
    if (subgraph === null) return `supergraph line ${line}`;
    const file = files.get(subgraph);
    return file === undefined ? `subgraph ${subgraph} line ${line}` : `${file}:${line}`;
  };
}
