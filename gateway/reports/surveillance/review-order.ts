import { bytesKey, numberKey, textKey, type RowOrder, type Sortable } from '../query/row-order.ts';
import { parseCaseId } from '../catalog/case-id.ts';
import { casePlace, rulesKey } from './case-order.ts';
import { isIndexed, type ReviewFilter } from '../catalog/review-filter.ts';
import type { ReadReview } from './review.ts';

/** Everything that sign-offs can be sorted by. */
export const REVIEW_FIELDS = [
  'leaf',
  'time',
  'reviewer',
  'reviewer_issuer',
  'reviewer_name',
  'verdict',
  'case',
  'actor',
  'issuer',
  'patient',
  'day',
  'rules',
] as const;

/** One of them. */
export type ReviewField = (typeof REVIEW_FIELDS)[number];

/** An order of sign-offs. */
export type ReviewOrder = RowOrder<ReviewField>;

/** A sign-off as its record tells it, and its row in the index. */
export interface SortedReview {
  readonly id: number;
  readonly review: Omit<ReadReview, 'note'>;
}

/** How sign-offs are sorted. */
export const REVIEW_ORDER: Sortable<SortedReview, ReviewField> = {
  fields: {
    leaf: numberKey(({ id }) => id),
    time: numberKey(({ review }) => review.at),
    reviewer: textKey(({ review }) => review.reviewer),
    reviewer_issuer: textKey(({ review }) => review.reviewerIssuer),
    reviewer_name: textKey(({ review }) => review.reviewerName),
    verdict: textKey(({ review }) => review.verdict),
    case: bytesKey(({ review }) => caseKey(review.case)),
    actor: textKey(({ review }) => review.actor),
    issuer: textKey(({ review }) => review.issuer),
    patient: textKey(({ review }) => review.patient),
    day: textKey(({ review }) => review.day),
    rules: bytesKey(({ review }) => rulesKey(review.rules)),
  },
  placeOf: ({ id }) => [id],
  placeLength: 1,
};

/** What events call the order of a page that the index alone finds; undefined where it takes all the records. */
export function indexedOrder(
  filter: ReviewFilter,
  { by }: Pick<ReviewOrder, 'by'>,
): IndexedOrder | undefined {
  return isIndexed(filter) ? INDEXED.get(by) : undefined;
}

type IndexedOrder = 'leaf' | 'time' | 'actor' | 'issuer' | 'patient';

/** Orders that go by a column of the index's own. */
const INDEXED: ReadonlyMap<ReviewField, IndexedOrder> = new Map([
  ['leaf', 'leaf'],
  ['time', 'time'],
  ['reviewer', 'actor'],
  ['reviewer_issuer', 'issuer'],
  ['patient', 'patient'],
]);

/** Cases in the order of the records that they begin with, as bytes. */
function caseKey(id: string): Buffer {
  const place = parseCaseId(id);
  if (place === null) return Buffer.alloc(0);
  const [event, concern] = casePlace(place);
  const bytes = Buffer.alloc(9, concern);
  bytes.writeBigUInt64BE(BigInt(event));
  return bytes;
}
