import type { ReviewWindow } from './review-window.ts';
import type { CaseField } from '../catalog/row-order.ts';
import type { RowPage } from '../query/sort-rows.ts';
import type { CaseFilter } from '../catalog/case-filter.ts';
import type { CaseNode, ReviewNode } from './case-node.ts';
import type { ReadReview } from './review.ts';
import type { CaseQuery, FoundCases } from './find-cases.ts';
import type { DayQuery } from './find-day.ts';

/** Whose people are listed. */
export interface PeopleQuery extends DayQuery {
  readonly window: ReviewWindow;
  /** Actors and patients that are listed, each. */
  readonly max: number;
}

/** Which cases, in which order, and which of their pages. */
export interface CasesQuery extends RowPage<CaseField> {
  readonly query: CaseQuery;
  /** What a case has to fit beside the look of the query. */
  readonly filter: CaseFilter;
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
