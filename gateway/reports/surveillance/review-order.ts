import { REVIEW_FILTER, type ReviewFilter } from '../catalog/case-filter.ts';
import { parseCaseId } from '../catalog/case-id.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import { keysOf } from '../catalog/filter-spec.ts';
import { createFilterMatcher } from '../catalog/matches-filter.ts';
import { REVIEW_FIELDS, type EventField, type ReviewOrder } from '../catalog/row-order.ts';
import type { Sortable } from '../query/sort-rows.ts';
import { casePlace, rulesKey } from './case-order.ts';
import type { ReadReview } from './review.ts';

/** A review as its record holds it, and the id of its event in the index. */
export interface SortedReview {
  readonly id: number;
  readonly review: Omit<ReadReview, 'note'>;
}

/** How reviews are sorted. */
export const REVIEW_ORDER: Sortable<SortedReview, typeof REVIEW_FIELDS> = {
  fields: REVIEW_FIELDS,
  keys: {
    leaf: ({ id }) => id,
    time: ({ review }) => review.at,
    reviewer: ({ review }) => review.reviewer,
    reviewer_issuer: ({ review }) => review.reviewerIssuer,
    reviewer_name: ({ review }) => review.reviewerName,
    verdict: ({ review }) => review.verdict,
    case: ({ review }) => caseKey(review.case),
    actor: ({ review }) => review.actor,
    issuer: ({ review }) => review.issuer,
    patient: ({ review }) => review.patient,
    day: ({ review }) => review.day,
    rules: ({ review }) => rulesKey(review.rules),
  },
  placeOf: ({ id }) => [id],
  placeLength: 1,
};

/** The parts of the filter that the index holds, by their names in the filter of events. */
const INDEXED_PARTS = {
  reviewer: 'actor',
  reviewerIssuer: 'issuer',
  patient: 'patient',
  since: 'since',
  until: 'until',
} as const satisfies Partial<Record<keyof ReviewFilter, keyof EventFilter>>;

/** The orders that the index has, by their names for events. */
const INDEXED_ORDERS: ReadonlyMap<string, EventField> = new Map([
  ['leaf', 'leaf'],
  ['time', 'time'],
  ['reviewer', 'actor'],
  ['reviewer_issuer', 'issuer'],
  ['patient', 'patient'],
]);

/** The events that may be reviews of this filter. A review whose response was not sent does not count. */
export function indexFilter(filter: ReviewFilter): EventFilter {
  const indexed = keysOf(INDEXED_PARTS).flatMap((name) =>
    filter[name] === undefined ? [] : [[INDEXED_PARTS[name], filter[name]] as const],
  );
  return { kind: 'review', outcome: 'permit', ...Object.fromEntries(indexed) };
}

/** The order of events that pages of reviews are read in; undefined where the records have to be read. */
export function indexedOrder(
  filter: ReviewFilter,
  { by }: Pick<ReviewOrder, 'by'>,
): EventField | undefined {
  const isIndexed = keysOf(REVIEW_FILTER).every(
    (name) => filter[name] === undefined || Object.hasOwn(INDEXED_PARTS, name),
  );
  return isIndexed ? INDEXED_ORDERS.get(by) : undefined;
}

/** Whether a review fits a filter. */
export const matchesReview = createFilterMatcher<Omit<ReadReview, 'note'>, typeof REVIEW_FILTER>(
  REVIEW_FILTER,
  {
    reviewer: ({ reviewer }) => reviewer,
    reviewerIssuer: ({ reviewerIssuer }) => reviewerIssuer,
    reviewerName: ({ reviewerName }) => reviewerName,
    verdict: ({ verdict }) => verdict,
    case: (review) => review.case,
    actor: ({ actor }) => actor,
    issuer: ({ issuer }) => issuer,
    patient: ({ patient }) => patient,
    rules: ({ rules }) => rules,
    day: ({ day }) => day,
    time: ({ at }) => at,
  },
);

/** Cases are sorted by the record that they begin with. */
function caseKey(id: string): Buffer {
  const place = parseCaseId(id);
  if (place === null) return Buffer.alloc(0);
  const [event, concern] = casePlace(place);
  const bytes = Buffer.alloc(9, concern);
  bytes.writeBigUInt64BE(BigInt(event));
  return bytes;
}
