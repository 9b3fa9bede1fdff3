import type { Relationships } from '../../../directives/operation/relationship.ts';
import type { RequestContext } from '../../platform/request-context.ts';

/** What came of asking about a caller and some patients. */
export interface Related {
  /** Those of the patients that the source listed; empty where it failed. */
  readonly relationships: Relationships;
  readonly failed: boolean;
}

/** Tells how callers and patients are related. */
export interface RelationshipSource {
  /**
   * What the source says of a caller and each of some patients. Never rejects: a failed or late source gives
   * `failed: true` and no relationships.
   */
  readonly relate: (context: RequestContext, patients: readonly string[]) => Promise<Related>;
  readonly close: () => Promise<void>;
}
