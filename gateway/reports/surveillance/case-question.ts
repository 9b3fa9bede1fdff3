import type { ReviewWindow } from './review-window.ts';
import type { People } from './facts/person-facts.ts';
import type { CaseField } from '../catalog/row-order.ts';
import type { RowPage } from '../query/sort-rows.ts';
import type { CaseFilter } from '../catalog/case-filter.ts';
import type { CaseNode, ReviewNode } from './case-node.ts';
import type { ReadReview } from './review.ts';
import type { CaseQuery, FoundCases } from './find-cases.ts';
import type { DayQuery } from './find-day.ts';
import type { ReviewQuery } from './find-reviews.ts';

/** What a thread for reports is asked about unusual access. */
export type UnusualQuestion =
  | (DayQuery & { readonly kind: 'people'; readonly look: ReviewWindow; readonly most: number })
  | (CasesQuery & { readonly kind: 'cases' })
  | { readonly kind: 'case'; readonly id: string; readonly query: Omit<CaseQuery, 'look'> }
  /** Whose access a case is, and when: what has to be known before it is judged. */
  | { readonly kind: 'look'; readonly id: string }
  | (ReviewQuery & { readonly kind: 'reviews' });

/** Which cases, in which order, and which of their pages. */
export interface CasesQuery extends RowPage<CaseField> {
  readonly query: CaseQuery;
  /** What a case has to fit beside the look of the query. */
  readonly filter: CaseFilter;
}

/** What it answers. */
export interface UnusualAnswers {
  readonly people: People;
  readonly cases: CasesAnswer;
  readonly case: CaseNow | null;
  readonly look: ReviewWindow | null;
  readonly reviews: ReviewsAnswer;
}

/** A case as the whole ledger tells it, the records that the index has not read included. */
export interface CaseNow {
  readonly node: CaseNode;
  /** The review that closes it; null for a case that is not closed. */
  readonly closedBy: ReadReview | null;
  /** Records that the ledger held then. */
  readonly size: number;
}

/** A page of cases or sign-offs. */
export interface PageAnswer<Node> extends Pick<FoundCases, 'refused'> {
  readonly nodes: readonly Node[];
  /** Of each of them. */
  readonly cursors: readonly string[];
  /** Where the next page begins; null where there is none. */
  readonly next: string | null;
  readonly total: number;
}

/** A page of cases. */
export type CasesAnswer = PageAnswer<CaseNode> & Pick<FoundCases, 'notKnown'>;

/** A page of sign-offs. */
export type ReviewsAnswer = PageAnswer<ReviewNode>;
