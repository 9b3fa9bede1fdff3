import type { Coordinate } from '../../directives/coordinate.ts';
import type { LintGraph } from './lint-graph.ts';

/** `error`: the graph is not served so. `warning`: an author has to mend it or say why it stands. */
export type Severity = 'error' | 'warning';

/** A place in a subgraph's schema text, both from 1; null where nobody knows. */
export interface Place {
  /** Null: the graph as a whole. */
  readonly subgraph: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

/** What a rule found at one coordinate. */
export interface Found {
  readonly coordinate: Coordinate;
  readonly place: Place;
  readonly message: string;
  /** What to write instead, in plain words. */
  readonly mend: string;
}

/** What a person is told about a rule. */
export interface RuleText {
  /** Stable: authors write it in their schemas, and CI systems keep it. */
  readonly code: string;
  readonly severity: Severity;
  /** What the rule reports, in a few words. */
  readonly title: string;
  /** Why it matters and what to do, in one paragraph. */
  readonly help: string;
}

/** A rule as data: its text and a function over the compiled graph. */
export interface Rule extends RuleText {
  /** Whose word lets a finding stand: that of any subgraph that has the element, or of the one it is about. */
  readonly suppressedIn: 'any subgraph' | 'its subgraph';
  /** Codes that say more about the same coordinate; where one of them is found, this rule keeps silent. */
  readonly unless: readonly string[];
  readonly find: (graph: LintGraph) => Iterable<Found>;
}
