import type { Place, Severity } from './rule.ts';

/** One thing that is wrong with a graph, or may be. */
export interface Finding extends Place {
  /** The code of a rule. */
  readonly code: string;
  readonly severity: Severity;
  /** A schema coordinate; null for what has none, such as a `@link`. */
  readonly coordinate: string | null;
  readonly message: string;
  /** What to write instead, in plain words. */
  readonly mend: string;
  /** Why its author lets it stand; null where nobody does. Errors never stand. */
  readonly suppressed: string | null;
}
