import type { ReviewWindow } from './review-window.ts';
import type { CaseField } from '../catalog/row-order.ts';
import type { RowPage } from '../query/sort-rows.ts';
import type { CaseFilter } from '../catalog/case-filter.ts';
import type { CaseNode, ReviewNode } from './case-node.ts';
import type { ReadReview } from './review.ts';
import type { CaseQuery, FoundCases } from './find-cases.ts';
import type { DayQuery } from './find-day.ts';

/** A query for the actors and patients of a window. */
export interface PeopleQuery extends DayQuery {
  readonly window: ReviewWindow;
  /** The maximum number of actors, and of patients. */
  readonly max: number;
}

/** A page of cases. */
export interface CasesQuery extends RowPage<CaseField> {
  readonly query: CaseQuery;
  /** The filter of cases; its window is that of the query. */
  readonly filter: CaseFilter;
}

/** A case according to the whole ledger, including records that the index has not read. */
export interface CaseNow {
  readonly node: CaseNode;
  /** The review that closes the case; null for an open case. */
  readonly closedBy: ReadReview | null;
  /** Size of the ledger then. */
  readonly size: number;
}

/** A page of cases or reviews. */
export interface PageAnswer<Node> extends Pick<FoundCases, 'refused'> {
  readonly nodes: readonly Node[];
  /** The cursor of each node. */
  readonly cursors: readonly string[];
  /** The cursor of the next page; null for the last page. */
  readonly next: string | null;
  readonly total: number;
}

/** A page of cases. */
export type CasesAnswer = PageAnswer<CaseNode> & Pick<FoundCases, 'notKnown'>;

/** A page of reviews. */
export type ReviewsAnswer = PageAnswer<ReviewNode>;
