import type { QueryPlan } from '@apollo/query-planner';
import type { ClientSchemaText } from '../../../schema/client-schema-text.ts';
import { GatewayError } from '../../platform/errors.ts';

/** An operation to plan. It can be sent between threads. */
export interface OperationToPlan {
  readonly text: string;
  readonly hash: string;
}

/** Apollo's query planner over one supergraph, in this thread or in another. */
export interface ApolloPlanner {
  /** The inner schema: every output field is nullable, and inaccessible fields are included. */
  readonly schema: ClientSchemaText;
  /**
   * Returns a plan without parsed documents, so that it can be sent between threads. Rejects with
   * `OPERATION_NOT_SUPPORTED` where Apollo's planner throws, and with `OPERATION_TOO_COMPLEX` where planning takes too long.
   */
  readonly plan: (operation: OperationToPlan) => Promise<QueryPlan>;
  readonly close: () => Promise<void>;
}

/** The reason of `OPERATION_NOT_SUPPORTED` where Apollo's planner throws. */
export const NOT_PLANNABLE = 'NOT_PLANNABLE';

/** The refusal of an operation whose plan takes too long. */
export function tooComplexToPlan(cause: unknown = null): GatewayError {
  const problems = ['Planning the operation takes too long.'];
  return new GatewayError('OPERATION_TOO_COMPLEX', {
    problems,
    reason: TOO_COMPLEX_TO_PLAN,
    cause,
  });
}

/** The reason of `OPERATION_TOO_COMPLEX` where planning takes too long. */
export const TOO_COMPLEX_TO_PLAN = 'TOO_COMPLEX_TO_PLAN';

/** Loads Apollo's planner. Rejects where Apollo does not support the supergraph. */
export type LoadApolloPlanner = (supergraphSdl: string) => Promise<ApolloPlanner>;
