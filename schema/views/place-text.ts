import type { Origin } from '../../directives/marks/graph.ts';
import { placedProblemLine, problemLine, type Problem } from '../../directives/marks/problem.ts';
import { locateIn, type SchemaFile } from '../schema-files.ts';

/**
 * Returns a function that formats an origin:
 * - `patients.graphql:12:3` if `files` (subgraph → the files of its schema) has the subgraph
 * - `subgraph patients line 12` if it does not
 * - `supergraph line 12` without a subgraph
 * - null without a line
 */
export function createPlaceText(
  files: ReadonlyMap<string, readonly SchemaFile[]>,
): (origin: Origin) => string | null {
  return (origin) => {
    const { subgraph, line } = origin;
    if (line === null) return null;
    if (subgraph === null) return `supergraph line ${line}`;
    return filePlace(origin, files) ?? `subgraph ${subgraph} line ${line}`;
  };
}

/** An origin with the file of its author; its line and column are those in the file. */
export interface PlacedOrigin extends Origin {
  /** Null where the schema was requested from its subgraph, and for a supergraph. */
  readonly file: string | null;
}

/** Returns a function that finds the file of an origin, for formats that programs read. */
export function createPlacing(
  files: ReadonlyMap<string, readonly SchemaFile[]>,
): (origin: Origin) => PlacedOrigin {
  return ({ subgraph, line, column }) => {
    const found = locateIn(files.get(subgraph ?? '') ?? [], { line, column });
    return found
      ? { subgraph, file: found.path, line: found.line, column: found.column }
      : { subgraph, file: null, line, column };
  };
}

/** Returns a function that formats a problem in one line, with its place in the author's file if that is known. */
export function createProblemLine(
  files: ReadonlyMap<string, readonly SchemaFile[]>,
): (problem: Problem) => string {
  return (problem) => {
    const place = filePlace(problem, files);
    return place === null ? problemLine(problem) : placedProblemLine(problem, place);
  };
}

/** Such as `patients.graphql:12:3`; null if the file or the line is unknown. */
function filePlace(
  { subgraph, line, column }: Origin,
  files: ReadonlyMap<string, readonly SchemaFile[]>,
): string | null {
  const found = locateIn(files.get(subgraph ?? '') ?? [], { line, column });
  if (!found) return null;
  return [found.path, found.line, ...(found.column === null ? [] : [found.column])].join(':');
}
