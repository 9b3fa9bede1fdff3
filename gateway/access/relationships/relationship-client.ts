import type { Relationships } from '../../../directives/operation/relationship.ts';
import type { RequestContext } from '../../platform/request-context.ts';

/** A query for the relationships of a caller and some patients. */
export interface RelationshipQuery {
  readonly context: RequestContext;
  /** The caller as JSON ({@link describeCaller}). */
  readonly caller: string;
  /** Unique, at most {@link PATIENTS_PER_CALL}. */
  readonly patients: readonly string[];
}

/** The outcome of one call. A failure has only a code for the log. */
export type QueryOutcome =
  | { readonly ok: true; readonly relationships: Relationships }
  | {
      readonly ok: false;
      readonly code: QueryFailure;
      readonly status?: number;
      /** The subgraph whose response was rejected. */
      readonly rejectedOf?: string;
    };

/** Why a call failed. */
export type QueryFailure =
  /** The call timed out. */
  | 'RELATIONSHIPS_LATE'
  /** No connection, a broken one, or a response that is too large or not JSON. */
  | 'RELATIONSHIPS_UNANSWERED'
  /** A status other than 200. */
  | 'RELATIONSHIPS_STATUS'
  /** A response whose digest or signature is not the subgraph's. */
  | 'RELATIONSHIPS_REJECTED'
  /** GraphQL errors, with or without data. */
  | 'RELATIONSHIPS_ERRORS'
  /** A response of another format, or with an unknown category. */
  | 'RELATIONSHIPS_MALFORMED';

/** Queries to one relationship source. */
export interface RelationshipClient {
  /** Whether the caller's token has the claims that a query requires. */
  readonly canQuery: (context: RequestContext) => boolean;
  readonly query: (query: RelationshipQuery, signal: AbortSignal) => Promise<QueryOutcome>;
  readonly close: () => Promise<void>;
}

/** Largest number of patients of one call. */
export const PATIENTS_PER_CALL = 1_000;

/** Largest response, in bytes: PATIENTS_PER_CALL patients with every possible value. */
export const MAX_ANSWER_BYTES = 4_194_304;
