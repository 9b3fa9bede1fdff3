import type { Origin } from '../../directives/marks/graph.ts';

/** Says where something is written, as `file:line` where the file is known; null where nobody knows. */
export function placeText(files: ReadonlyMap<string, string>): (origin: Origin) => string | null {
  return ({ subgraph, line }) => {
    if (line === null) return null;
    if (subgraph === null) return `supergraph line ${line}`;
    const file = files.get(subgraph);
    return file === undefined ? `subgraph ${subgraph} line ${line}` : `${file}:${line}`;
  };
}
