import type { Coordinate } from '../../directives/coordinate.ts';
import type { Evidence, Place, Severity, Suggestion } from './finding.ts';
import type { LintGraph } from './lint-graph.ts';

/** What a rule reports about one coordinate. */
export interface Found {
  readonly coordinate: Coordinate;
  readonly place: Place;
  readonly message: string;
  /** What the schema author should write instead. */
  readonly fix: string;
  readonly evidence?: Evidence;
  readonly suggestion?: Suggestion;
}

/** A rule's documentation. */
export interface RuleText {
  /** Stable: schema authors write it in suppressions, and CI systems store it. */
  readonly code: string;
  readonly severity: Severity;
  /** What the rule reports, in a few words. */
  readonly title: string;
  /** Why it matters and what to do, in one paragraph. */
  readonly help: string;
}

/** A rule as data: its text and a function over the compiled graph. */
export interface Rule extends RuleText {
  /** Which subgraphs may suppress a finding: any that defines the element, or only the subgraph it is about. */
  readonly suppressedIn: 'any subgraph' | 'its subgraph';
  /** Codes of more specific rules: one of their findings at the same coordinate replaces this rule's, unless it is of low confidence. */
  readonly unless: readonly string[];
  readonly find: (graph: LintGraph) => Iterable<Found>;
}
