import type { EventOrder } from '../catalog/row-order.ts';
import { parseCursor, printCursor } from './cursor.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { filterCondition } from './filter-condition.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import { readIndexHead, type IndexHeadOptions, type IndexHead } from '../index/index-head.ts';
import type { ReportIndex } from '../index/open-index.ts';
import { EVENT_CURSOR, queryEvents } from './query-events.ts';
import { showEvents, type Refusal, type ShownEvent } from './show-events.ts';

/** The requested page. */
export interface EventQuery {
  readonly filter: EventFilter;
  readonly order: EventOrder;
  /** A cursor of this order; null for the first page. */
  readonly after: string | null;
  /** At least 1. */
  readonly limit: number;
}

/** A page of proven events. */
export interface EventPage {
  /** In order, each with its cursor: a page can start after any of them. */
  readonly events: readonly (ShownEvent & { readonly cursor: string })[];
  /** Rows of the page that the ledger does not prove. */
  readonly refused: readonly Refusal[];
  /** The cursor of the next page; null for the last page. */
  readonly next: string | null;
  /** The checkpoint that the events are proven against; null for an index without a leaf. */
  readonly head: IndexHead | null;
}

/**
 * Finds events in the index and proves each against the ledger (`showEvents`). A cursor stays valid while the ledger
 * grows. Throws `BAD_USER_INPUT` for an invalid cursor, and a `StartError` if the index belongs to another
 * ledger.
 */
export async function findEvents(
  index: ReportIndex,
  reader: LedgerReader,
  { filter, order, after, limit, publicKey }: EventQuery & IndexHeadOptions,
): Promise<EventPage> {
  const begin = after === null ? null : parseCursor(after, order, EVENT_CURSOR);
  const head = await readIndexHead(index, reader, { publicKey });
  const database = await index.database();
  const condition = head === null ? null : await filterCondition(database, filter, head.size);
  if (head === null || condition === null) return { events: [], refused: [], next: null, head };
  // One more than requested shows whether there is a next page.
  const page = { order, after: begin, limit: limit + 1 };
  const { events, cursors } = await queryEvents(database, condition, page);
  const sources = { database, reader, tree: head, filter };
  const { events: shown, refused } = await showEvents(events.slice(0, limit), sources);
  const cursorById = new Map(
    cursors.map((cursor) => [cursor.place[0], printCursor(order, cursor)]),
  );
  const last = cursors[limit - 1];
  return {
    events: shown.map((event) => ({ ...event, cursor: cursorById.get(event.id) ?? '' })),
    refused,
    next: cursors.length > limit && last !== undefined ? printCursor(order, last) : null,
    head,
  };
}
