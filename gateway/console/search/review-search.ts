import type { ReviewStep, ReviewField, ReviewFilter } from '../api/operations.types.ts';
import { isCode } from '../words/is-code.ts';
import { REVIEW_STEP_WORDS } from '../words/reviews.ts';
import { REVIEW_FIELD_WORDS } from '../words/sort-fields.ts';
import { readListPart, toQuery, writeListPart } from './list-address.ts';
import type { ListPart, Order } from './list-address.ts';

/** A search for reviews. The address bar holds all of it. */
export interface ReviewSearch extends ListPart<ReviewField> {
  /** Null is any. */
  readonly verdict: ReviewStep | null;
}

const NEWEST_FIRST: Order<ReviewField> = { field: 'LEAF', direction: 'DESC' };

/** Reads a search from an address: by default, the newest reviews. Invalid parameters are left out. */
export function readReviewSearch(query: string): ReviewSearch {
  const parameters = new URLSearchParams(query);
  const verdict = parameters.get('verdict') ?? '';
  return {
    verdict: isCode(REVIEW_STEP_WORDS, verdict) ? verdict : null,
    ...readListPart(parameters, REVIEW_FIELD_WORDS, NEWEST_FIRST),
  };
}

/** A search as the query of an address; empty for the newest reviews. */
export function writeReviewSearch(search: ReviewSearch): string {
  return toQuery([['verdict', search.verdict ?? ''], ...writeListPart(search, NEWEST_FIRST)]);
}

/** The filter of a search, as the report API accepts it. */
export function reviewFilterOf({ verdict }: ReviewSearch): ReviewFilter {
  return verdict === null ? {} : { verdict };
}
