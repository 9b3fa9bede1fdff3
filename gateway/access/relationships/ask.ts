import type { Relationships } from '../../../directives/operation/relationship.ts';
import type { RequestContext } from '../../platform/request-context.ts';

/** What is asked: who, as one JSON text ({@link describeCaller}), and of whom. */
export interface Question {
  readonly context: RequestContext;
  readonly caller: string;
  /** Unique, and not more than one call may name. */
  readonly patients: readonly string[];
}

/** What came of one call. A failure has a code for the log, and nothing else is known of it. */
export type Asked =
  | { readonly ok: true; readonly relationships: Relationships }
  | { readonly ok: false; readonly code: AskFailure; readonly status?: number };

/** Why a source gave no answer. */
export type AskFailure =
  /** Not within its time. */
  | 'RELATIONSHIPS_LATE'
  /** No connection, a broken one, an answer that is too large or no JSON. */
  | 'RELATIONSHIPS_UNANSWERED'
  /** A status other than 200. */
  | 'RELATIONSHIPS_STATUS'
  /** GraphQL errors beside whatever data. */
  | 'RELATIONSHIPS_ERRORS'
  /** An answer of another form than agreed, a category that there isn't. */
  | 'RELATIONSHIPS_MALFORMED';

/** One call to a relationship source. */
export type Ask = (question: Question, signal: AbortSignal) => Promise<Asked>;

/** A source that can be asked. */
export interface Asker {
  /** Whether anything can be asked about the caller: their token has the claims that a question needs. */
  readonly concerns: (context: RequestContext) => boolean;
  readonly ask: Ask;
  readonly close: () => Promise<void>;
}

/** Patients that one call names at most. */
export const PATIENTS_PER_CALL = 1_000;

/** Bytes of an answer at most: a thousand patients, each with everything that can be said of one. */
export const MAX_ANSWER_BYTES = 4_194_304;
