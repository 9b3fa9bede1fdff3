import { composeGraph, type ComposedGraph } from './compose-graph.ts';
import { randomGraph } from './random-graph.ts';

/** So many random graphs, those of the first seeds that compose. */
export function composedGraphs(count: number): readonly ComposedGraph[] {
  const graphs: ComposedGraph[] = [];
  for (let seed = 1; graphs.length < count; seed += 1) {
    const found = composeGraph(randomGraph(seed));
    if ('composed' in found) graphs.push(found);
  }
  return graphs;
}
