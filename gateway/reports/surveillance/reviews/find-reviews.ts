import type { CaseSources } from '../recorded/case-sources.ts';
import type { EventOrder } from '../../catalog/row-order.ts';
import { splitEventId } from '../../catalog/event-id.ts';
import { parseCursor, printCursor } from '../../query/cursor.ts';
import { countEvents } from '../../query/count-charts.ts';
import { filterCondition, type EventCondition } from '../../query/filter-condition.ts';
import type { PlacedEvent } from '../../index/fill-step.ts';
import type { IndexHead } from '../../index/index-head.ts';
import { queryEvents, queryIds } from '../../query/query-events.ts';
import { readEvents } from '../../query/read-events.ts';
import { showEvents, type Refusal } from '../../query/show-events.ts';
import { pageRows, type RowPage } from '../../query/sort-rows.ts';
import { readUnprovenLeaves } from '../recorded/read-unproven-leaves.ts';
import { readReviewNote, parseReviewLeaf } from '../recorded/read-review.ts';
import type { RecordedReview } from '../cases/recorded-review.ts';
import type { ReviewFilter } from '../../catalog/case-filter.ts';
import type { ReviewField } from '../../catalog/row-order.ts';
import { indexedOrder, eventFilterFor, matchesReview, REVIEW_ORDER } from './review-order.ts';

/** Requests a page of reviews. */
export interface ReviewQuery extends RowPage<ReviewField> {
  readonly filter: ReviewFilter;
}

/** A page of proven reviews. */
export interface FoundReviews {
  /** In the requested order. */
  readonly reviews: readonly { readonly review: RecordedReview; readonly cursor: string }[];
  /** The cursor of the next page; null for the last page. */
  readonly next: string | null;
  /** Reviews that match the filter, not proven. Leaves out records that can't be read. */
  readonly total: number;
  /** Rows of the page that the ledger does not prove, and rows whose records can't be read to apply the filter. */
  readonly refused: readonly Refusal[];
}

/**
 * Finds reviews, and proves those of the page. If the index holds every field of the filter and the order, only the
 * records of the page are read; otherwise the records of all candidates. Throws `BAD_USER_INPUT` for a cursor of
 * another order.
 */
export async function findReviews(
  query: ReviewQuery,
  { index, reader, head: findHead }: CaseSources,
): Promise<FoundReviews> {
  const { filter, order, after } = query;
  // Refuses a wrong cursor even if no review matches.
  if (after !== null) parseCursor(after, order, REVIEW_ORDER);
  const tree = await findHead();
  const database = await index.database();
  const indexed = eventFilterFor(filter);
  const condition = tree === null ? null : await filterCondition(database, indexed, tree.size);
  if (tree === null || condition === null) return NOTHING;
  const sources = { database, reader, tree, condition };
  const by = indexedOrder(filter, order);
  const page =
    by === undefined
      ? await pageFromRecords(query, sources)
      : await pageFromIndex(query, by, sources);
  const shown = await showEvents([...page.unread, ...page.events], { ...sources, filter: indexed });
  const reviews: FoundReviews['reviews'][number][] = [];
  const refused = [...shown.refused];
  for (const { id, leaf, row } of shown.events) {
    const review = parseReviewLeaf(leaf, row);
    const cursor = page.cursors.get(id);
    // Rows that can't be read have no cursor.
    if (review === null || cursor === undefined || !matchesReview(review, filter)) {
      refused.push({ leaf: row.leaf, why: 'differs' });
      continue;
    }
    reviews.push({
      review: { ...review, ...(await readReviewNote(leaf, review.patient, reader)) },
      cursor,
    });
  }
  return { reviews, next: page.next, total: page.total, refused };
}

const NOTHING: FoundReviews = Object.freeze({ reviews: [], next: null, total: 0, refused: [] });

interface PageSources extends Pick<CaseSources, 'reader'> {
  readonly database: Awaited<ReturnType<CaseSources['index']['database']>>;
  readonly tree: IndexHead;
  readonly condition: EventCondition;
}

/** The rows of a page, not proven yet. */
interface PageRows {
  readonly events: readonly PlacedEvent[];
  /** Event id → cursor. */
  readonly cursors: ReadonlyMap<number, string>;
  readonly next: string | null;
  readonly total: number;
  /** Rows whose records can't be read, so that they can be neither filtered nor sorted. */
  readonly unread: readonly PlacedEvent[];
}

/** Finds a page by the index alone. */
async function pageFromIndex(
  { order, after, limit }: ReviewQuery,
  by: EventOrder['by'],
  { database, condition }: PageSources,
): Promise<PageRows> {
  const begin = after === null ? null : parseCursor(after, order, REVIEW_ORDER);
  const { events, cursors } = await queryEvents(database, condition, {
    order: { by, direction: order.direction },
    after: begin,
    // One more, to know whether there is a next page.
    limit: limit + 1,
  });
  const page = cursors
    .slice(0, limit)
    .map((cursor) => [cursor.place[0] ?? 0, printCursor(order, cursor)] as const);
  return {
    events: events.slice(0, limit),
    cursors: new Map(page),
    next: events.length > limit ? (page.at(-1)?.[1] ?? null) : null,
    total: await countEvents(database, condition),
    unread: [],
  };
}

/** Finds a page by reading the records of all candidates. */
async function pageFromRecords(
  { filter, ...page }: ReviewQuery,
  { database, condition, reader, tree }: PageSources,
): Promise<PageRows> {
  const ids = await queryIds(database, condition, tree.size);
  const leaves = await readUnprovenLeaves(
    reader,
    ids.map((id) => splitEventId(id).leaf),
  );
  const unread: PlacedEvent[] = [];
  const fitting = (await readEvents(database, ids)).flatMap((placed) => {
    const { id, event } = placed;
    const { leaf: at } = splitEventId(id);
    const leaf = leaves.get(at);
    const review = leaf === undefined ? null : parseReviewLeaf(leaf, { ...event, leaf: at });
    if (review === null) unread.push(placed);
    return review !== null && matchesReview(review, filter) ? [{ id, review, placed }] : [];
  });
  const { rows, next } = pageRows(fitting, REVIEW_ORDER, page);
  return {
    events: rows.map(({ row }) => row.placed),
    cursors: new Map(rows.map(({ row, cursor }) => [row.id, cursor])),
    next,
    total: fitting.length,
    unread,
  };
}
