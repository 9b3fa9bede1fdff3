import type { Position } from '../../directives/marks/position.ts';
import type { Category } from '../../directives/spec.ts';

/** An `error` keeps the graph from being served. A `warning` must be fixed or suppressed with a reason. */
export type Severity = 'error' | 'warning';

/** A position in a subgraph's schema text. */
export interface Place extends Position {
  /** Null: the graph as a whole. */
  readonly subgraph: string | null;
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

/** Marks that would settle a finding. */
export type Suggestion =
  | {
      readonly kind: 'mark';
      /** For one `@phi` each. */
      readonly categories: readonly Category[];
      /** For one `@role(anyOf:)` each, copied from another element; null if the author has to choose the roles. */
      readonly roles: readonly (readonly string[])[] | null;
    }
  | {
      readonly kind: 'patient';
      /** The path from a type to its patient's id; null for an input that is the id. */
      readonly path: string | null;
      /** For `@phi`, if an input is not the id; empty for a type. */
      readonly categories: readonly Category[];
    };

/** The categories of the `@phi` that a finding suggests. */
export function categoriesOf({ suggestion }: Pick<Finding, 'suggestion'>): readonly Category[] {
  return suggestion?.categories ?? [];
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
  /** Null where no mark settles it, or which one is for the author to decide. */
  readonly suggestion: Suggestion | null;
  /** The author's reason for suppressing it; null if it is not suppressed. Errors are never suppressed. */
  readonly suppressed: string | null;
}

/** Whether a finding is at least this sure. Rules that report facts always are. */
export function isSure({ evidence }: Pick<Finding, 'evidence'>, least: Confidence): boolean {
  return evidence === null || rankOf(evidence.confidence) >= rankOf(least);
}

function rankOf(confidence: Confidence): number {
  return CONFIDENCES.indexOf(confidence);
}
