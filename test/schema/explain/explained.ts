import { parseCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import type { ViewedGraph } from '../../../schema/diff/diff-graphs.ts';
import { explain, type Explanation } from '../../../schema/explain/explain.ts';

export function at(text: string): Coordinate {
  const coordinate = parseCoordinate(text);
  if (!coordinate) throw new Error(`${text} is not a coordinate`);
  return coordinate;
}

/** The explanation of an element that the graph has. */
export function explained(
  graph: ViewedGraph,
  coordinate: string,
  options = graph.options,
): Explanation {
  const found = explain(at(coordinate), graph, options);
  if (!found) throw new Error(`${coordinate} is not explained`);
  return found;
}
