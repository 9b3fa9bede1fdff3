import type { Coordinate } from '../../directives/coordinate.ts';
import type { MarkedGraph } from '../compose.ts';
import type { Element } from './elements.ts';
import type { ViewOptions } from './view-options.ts';

/** A graph with the elements of its client schema and the operator's settings. */
export interface ViewedGraph extends MarkedGraph {
  readonly elements: ReadonlyMap<Coordinate, Element>;
  readonly options: ViewOptions;
}
