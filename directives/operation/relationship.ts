import type { Category } from '../spec.ts';

/** The relationship between a caller and one patient, as the relationship source reports it. */
export interface Relationship {
  /** The caller is on the patient's care team. */
  readonly careTeam: boolean;
  /** The patient denies this caller access. */
  readonly deniesActor: boolean;
  /** Categories that the patient denies this caller. */
  readonly denies: ReadonlySet<Category>;
  /** Categories that the patient permits even if the purpose of use closes them. */
  readonly permits: ReadonlySet<Category>;
}

/**
 * Patient id → relationship. A missing patient, or a failed source, means no care team and, where consent is required,
 * no consent.
 */
export type Relationships = ReadonlyMap<string, Relationship>;
