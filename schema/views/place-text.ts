import type { Origin } from '../../directives/marks/graph.ts';

/** Formats an origin as `file:line` if the file is known; null for an unknown position. */
export function placeText(files: ReadonlyMap<string, string>): (origin: Origin) => string | null {
  return ({ subgraph, line }) => {
    if (line === null) return null;
    if (subgraph === null) return `supergraph line ${line}`;
    const file = files.get(subgraph);
    return file === undefined ? `subgraph ${subgraph} line ${line}` : `${file}:${line}`;
  };
}
