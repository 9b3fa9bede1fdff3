import type { CaseNode, ReviewNode } from './case-node.ts';
import type { CaseState } from './case-state.ts';
import type { CaseQuery, FoundCases, Look } from './find-cases.ts';
import type { DayQuery } from './find-day.ts';
import type { ReviewVerdict } from './review.ts';
import type { UnusualRule } from './unusual-rule.ts';

/** What a thread for reports is asked about unusual access. */
export type UnusualQuestion =
  | (DayQuery & { readonly kind: 'people'; readonly look: Look; readonly most: number })
  | {
      readonly kind: 'cases';
      readonly query: CaseQuery;
      readonly state: CaseState | null;
      readonly rule: UnusualRule | null;
      /** The case that the page begins behind; null for the first page. */
      readonly after: string | null;
      readonly limit: number;
    }
  | { readonly kind: 'case'; readonly id: string; readonly query: Omit<CaseQuery, 'look'> }
  /** Whose access a case is, and when: what has to be known before it is judged. */
  | { readonly kind: 'look'; readonly id: string }
  | {
      readonly kind: 'reviews';
      readonly reviewer: string | null;
      readonly verdict: ReviewVerdict | null;
      readonly since: number | null;
      readonly until: number | null;
      readonly after: string | null;
      readonly limit: number;
    };

/** What it answers. */
export interface UnusualAnswers {
  readonly people: People;
  readonly cases: CasesAnswer;
  readonly case: CaseNode | null;
  readonly look: Look | null;
  readonly reviews: ReviewsAnswer;
}

/** Who had to do with whose record. */
export interface People {
  readonly actors: readonly string[];
  readonly patients: readonly string[];
}

/** A page of cases. */
export interface CasesAnswer extends Pick<FoundCases, 'refused' | 'notKnown'> {
  readonly nodes: readonly CaseNode[];
  readonly hasMore: boolean;
  readonly total: number;
}

/** A page of sign-offs. */
export interface ReviewsAnswer extends Pick<FoundCases, 'refused'> {
  readonly nodes: readonly ReviewNode[];
  readonly hasMore: boolean;
  readonly total: number;
}
