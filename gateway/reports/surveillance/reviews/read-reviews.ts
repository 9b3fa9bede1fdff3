import type { CaseSources } from '../recorded/case-sources.ts';
import { filterCondition } from '../../query/filter-condition.ts';
import { queryIds } from '../../query/query-events.ts';
import { readEvents } from '../../query/read-events.ts';
import { showEvents } from '../../query/show-events.ts';
import { readReviewNote, parseReviewLeaf } from '../recorded/read-review.ts';
import type { RecordedReview } from '../cases/recorded-review.ts';
import type { ReviewFilter } from '../../catalog/case-filter.ts';
import { eventFilterFor } from './review-order.ts';

/** Reads all proven reviews of a period, or of a patient. */
export async function readReviews(
  { index, reader, head: findHead }: CaseSources,
  period: Pick<ReviewFilter, 'since' | 'until' | 'patient'>,
): Promise<readonly RecordedReview[]> {
  const tree = await findHead();
  const database = await index.database();
  const filter = eventFilterFor(period);
  const condition = tree === null ? null : await filterCondition(database, filter, tree.size);
  if (tree === null || condition === null) return [];
  const rows = await readEvents(database, await queryIds(database, condition, tree.size));
  const { events } = await showEvents(rows, { database, reader, tree, filter });
  const reviews: RecordedReview[] = [];
  for (const { leaf, row } of events) {
    const review = parseReviewLeaf(leaf, row);
    if (review !== null)
      reviews.push({ ...review, ...(await readReviewNote(leaf, review.patient, reader)) });
  }
  return reviews;
}
