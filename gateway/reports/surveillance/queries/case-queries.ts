import type { ReviewWindow } from '../review-window.ts';
import type { CaseField } from '../../catalog/row-order.ts';
import type { RowPage } from '../../query/sort-rows.ts';
import type { CaseFilter } from '../../catalog/case-filter.ts';
import type { CaseNode, ReviewNode } from '../cases/case-node.ts';
import type { RecordedReview } from '../cases/recorded-review.ts';
import type { CaseQuery, FoundCases } from './find-cases.ts';
import type { PagedResult } from '../../query/paged-result.ts';
import type { DayQuery } from '../detection/find-day.ts';

/** Requests the actors and patients of a review window. */
export interface PeopleQuery extends DayQuery {
  readonly window: ReviewWindow;
  /** At most this many actors, and as many patients. */
  readonly max: number;
}

/** Requests a page of cases. */
export interface CasesQuery extends RowPage<CaseField> {
  readonly query: CaseQuery;
  /** Selects cases found in the query's review window. */
  readonly filter: CaseFilter;
}

/** A case with all of its reviews, including those that the index does not hold yet. */
export interface CurrentCase {
  readonly node: CaseNode;
  /** The review that closes it; null for an open case. */
  readonly closedBy: RecordedReview | null;
  /** Records in the ledger when the reviews were read. */
  readonly size: number;
}

export interface CasePage extends PagedResult<CaseNode>, Pick<FoundCases, 'notKnown'> {
  /** Cases of the period that fit the filter but for their state, and are suppressed. */
  readonly suppressed: number;
}

export type ReviewPage = PagedResult<ReviewNode>;
