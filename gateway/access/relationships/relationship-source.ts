import type { Relationships } from '../../../directives/operation/relationship.ts';
import type { RequestContext } from '../../platform/request-context.ts';

/** The relationships of a caller and some patients. */
export interface RelationshipLookup {
  /** The relationships that the source listed; empty after a failure. */
  readonly relationships: Relationships;
  readonly failed: boolean;
  /** The subgraph whose response was rejected by its digest or signature; null if none was. */
  readonly rejectedOf: string | null;
}

/** Looks up the relationships of callers and patients. */
export interface RelationshipSource {
  /**
   * Looks up the relationships of a caller to some patients. Never rejects: after a failure or a timeout, `failed` is
   * true and there are no relationships.
   */
  readonly relate: (
    context: RequestContext,
    patients: readonly string[],
  ) => Promise<RelationshipLookup>;
  readonly close: () => Promise<void>;
}
