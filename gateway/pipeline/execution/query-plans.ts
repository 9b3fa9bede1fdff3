import type { QueryPlan } from '@apollo/query-planner';

/** An operation as a planner is given it, also across threads. */
export interface Unplanned {
  readonly text: string;
  readonly hash: string;
  /** Of one request. They are checked against the types that the operation declares before it is planned. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What plans operations over one supergraph: in this thread, or in another. */
export interface QueryPlans {
  /**
   * Plans without parsed documents, so that they can pass between threads. Rejects with `OPERATION_NOT_SUPPORTED`
   * where Apollo's planner throws.
   */
  readonly plan: (operation: Unplanned) => Promise<QueryPlan>;
  readonly close: () => Promise<void>;
}

/** Why an operation isn't supported: Apollo's planner throws on it. */
export const NOT_PLANNABLE = 'NOT_PLANNABLE';

/** Loads a planner. Rejects where Apollo can't serve the supergraph. */
export type LoadQueryPlans = (supergraphSdl: string) => Promise<QueryPlans>;
