/** An `error` keeps the graph from being served. A `warning` must be fixed or suppressed with a reason. */
export type Severity = 'error' | 'warning';

/** A position in a subgraph's schema text. Line and column count from 1 and are null where unknown. */
export interface Place {
  /** Null: the graph as a whole. */
  readonly subgraph: string | null;
  readonly line: number | null;
  readonly column: number | null;
}

/** How sure a finding is, from the least. */
export const CONFIDENCES = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** What a finding rests on, where a rule judges by several signs. */
export interface Evidence {
  readonly confidence: Confidence;
  /** Each a statement, such as `it is named "birth date"`. */
  readonly signs: readonly string[];
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
  /** Null for rules that report facts. */
  readonly evidence: Evidence | null;
  /** The author's reason for suppressing it; null if it is not suppressed. Errors are never suppressed. */
  readonly suppressed: string | null;
}
