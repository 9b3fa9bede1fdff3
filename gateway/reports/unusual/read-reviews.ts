import { isOpening } from '../../audit/record/opening.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import type { RowReader } from '../../audit/store/ledger-reader.ts';
import { commitmentIn } from '../../audit/verify/check-openings.ts';
import type { EventFilter } from '../index/event-filter.ts';
import { conditionOf } from '../index/event-filter.ts';
import { readEvents } from '../index/read-events.ts';
import { showEvents, type Refusal, type ShownEvent } from '../index/show-events.ts';
import type { CaseSources } from './find-cases.ts';
import { parseReview } from './parse-review.ts';
import type { ReadReview } from './review.ts';

/** Reviews that the ledger bears out, the newest first, and rows that it doesn't. */
export interface ReadReviews {
  readonly reviews: readonly ReadReview[];
  readonly refused: readonly Refusal[];
}

/** Reads the sign-offs of a period; UTC ms since 1970, both inclusive. */
export async function readReviews(
  { index, reader, head: findHead }: CaseSources,
  period: { readonly since?: number; readonly until?: number; readonly reviewer?: string },
): Promise<ReadReviews> {
  const head = await findHead();
  const database = await index.database();
  const { reviewer, ...times } = period;
  const filter: EventFilter = {
    ...times,
    kind: 'review',
    ...(reviewer !== undefined && { actor: reviewer }),
  };
  const condition = head === null ? null : await conditionOf(database, filter, head.size);
  if (head === null || condition === null) return { reviews: [], refused: [] };
  const rows = await database
    .selectFrom('events')
    .select('events.id')
    .where(condition)
    .orderBy('events.id', 'desc')
    .execute();
  const events = await readEvents(
    database,
    rows.map(({ id }) => id),
  );
  const { events: shown, refused } = await showEvents(events, {
    database,
    reader,
    tree: head,
    filter,
  });
  const reviews: ReadReview[] = [];
  for (const event of shown) {
    const review = await readOne(event, reader);
    if (review !== null) reviews.push(review);
  }
  return { reviews: reviews.toSorted((a, b) => b.leaf - a.leaf), refused };
}

async function readOne({ leaf, row }: ShownEvent, reader: RowReader): Promise<ReadReview | null> {
  const review = parseReview(leaf.details);
  if (review === null || row.actor === null) return null;
  return {
    ...review,
    leaf: row.leaf,
    patient: row.patient,
    at: leaf.at,
    reviewer: row.actor,
    reviewerName: leaf.actor?.name ?? null,
    note: await readNote(leaf, reader),
  };
}

/** What doesn't fit its commitment is not repeated. */
async function readNote(leaf: PlainLeaf, reader: RowReader): Promise<string | null> {
  const commitment = commitmentIn(leaf);
  const opening = commitment === null ? null : await reader.findOpening(commitment);
  return opening !== null && isOpening(opening) ? opening.text : null;
}
