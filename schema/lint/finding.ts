/** An `error` keeps the graph from being served. A `warning` must be fixed or suppressed with a reason. */
export type Severity = 'error' | 'warning';

/** A position in a subgraph's schema text. Line and column count from 1 and are null where unknown. */
export interface Place {
  /** Null: the graph as a whole. */
  readonly subgraph: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

/** One error or warning about a graph. */
export interface Finding extends Place {
  /** The code of a rule. */
  readonly code: string;
  readonly severity: Severity;
  /** A schema coordinate; null for what has no coordinate, such as a `@link`. */
  readonly coordinate: string | null;
  readonly message: string;
  /** What the schema author should write instead. */
  readonly fix: string;
  /** The author's reason for suppressing it; null if it is not suppressed. Errors are never suppressed. */
  readonly suppressed: string | null;
}
