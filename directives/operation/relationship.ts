import type { Category } from '../spec.ts';

/** What a relationship source says of a caller and one patient. */
export interface Relationship {
  /** The caller is on the patient's care team. */
  readonly careTeam: boolean;
  /** The patient denies this caller access. */
  readonly deniesActor: boolean;
  /** Categories that the patient denies this caller. */
  readonly denies: ReadonlySet<Category>;
  /** Categories that need a purpose of use and that the patient consents to without it. */
  readonly permits: ReadonlySet<Category>;
}

/**
 * Patient id → what the source says. A patient who isn't in it, or a source that failed, is a relationship
 * that nobody vouches for: no care team, and no consent where consent is asked for.
 */
export type Relationships = ReadonlyMap<string, Relationship>;
