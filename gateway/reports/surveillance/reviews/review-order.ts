import { REVIEW_FILTER, type ReviewFilter } from '../../catalog/case-filter.ts';
import { parseCaseId } from '../../catalog/case-id.ts';
import type { EventFilter } from '../../catalog/event-filter.ts';
import { keysOf } from '../../catalog/filter-spec.ts';
import { createFilterMatcher } from '../../catalog/create-filter-matcher.ts';
import { REVIEW_FIELDS, type EventField, type ReviewOrder } from '../../catalog/row-order.ts';
import type { Sortable } from '../../query/sort-rows.ts';
import { casePlace, rulesKey } from '../cases/case-order.ts';
import type { RecordedReview, ReviewNote } from '../cases/recorded-review.ts';

/** A review without its note and attachments, and the id of its event in the index. */
export interface SortedReview {
  readonly id: number;
  readonly review: Omit<RecordedReview, keyof ReviewNote>;
}

/** The sort keys of reviews. */
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

/** Parts of the review filter that the index can evaluate, and their names in the event filter. */
const INDEXED_PARTS = {
  reviewer: 'actor',
  reviewerIssuer: 'issuer',
  patient: 'patient',
  since: 'since',
  until: 'until',
} as const satisfies Partial<Record<keyof ReviewFilter, keyof EventFilter>>;

/** Orders that the index supports, and their names for events. */
const INDEXED_ORDERS: ReadonlyMap<string, EventField> = new Map([
  ['leaf', 'leaf'],
  ['time', 'time'],
  ['reviewer', 'actor'],
  ['reviewer_issuer', 'issuer'],
  ['patient', 'patient'],
]);

/**
 * Returns the event filter that selects candidates for a review filter. `permit` leaves out reviews whose response was
 * not sent: they do not count.
 */
export function eventFilterFor(filter: ReviewFilter): EventFilter {
  const indexed = keysOf(INDEXED_PARTS).flatMap((name) =>
    filter[name] === undefined ? [] : [[INDEXED_PARTS[name], filter[name]] as const],
  );
  return { kind: 'review', outcome: 'permit', ...Object.fromEntries(indexed) };
}

/** Returns the index's order for a page of reviews; undefined if filter or order need the records themselves. */
export function indexedOrder(
  filter: ReviewFilter,
  { by }: Pick<ReviewOrder, 'by'>,
): EventField | undefined {
  const isIndexed = keysOf(REVIEW_FILTER).every(
    (name) => filter[name] === undefined || Object.hasOwn(INDEXED_PARTS, name),
  );
  return isIndexed ? INDEXED_ORDERS.get(by) : undefined;
}

/** Whether a review matches a filter. */
export const matchesReview = createFilterMatcher<
  Omit<RecordedReview, keyof ReviewNote>,
  typeof REVIEW_FILTER
>(REVIEW_FILTER, {
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
});

/** The sort key of a case id: 8 bytes for the case's first event, and one for what the case concerns. */
function caseKey(id: string): Buffer {
  const place = parseCaseId(id);
  if (place === null) return Buffer.alloc(0);
  const [event, concern] = casePlace(place);
  const bytes = Buffer.alloc(9, concern);
  bytes.writeBigUInt64BE(BigInt(event));
  return bytes;
}
