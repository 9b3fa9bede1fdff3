import type { EventOrder } from '../catalog/row-order.ts';
import type { Cursor } from './cursor.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { filterCondition } from './filter-condition.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import { readIndexHead, type IndexHeadOptions } from '../index/index-head.ts';
import type { ReportIndex } from '../index/open-index.ts';
import { queryEvents } from './query-events.ts';
import { showEvents, type ShownEvents } from './show-events.ts';

/** The events to read, and their order. */
export interface PagesQuery extends IndexHeadOptions {
  readonly filter: EventFilter;
  readonly order: EventOrder;
  /** Number of leaves that the report covers: leaves that the index reads later are left out. */
  readonly size: number;
}

/** Rows that are proven together and yielded as one. */
const PROOF_BATCH = 250;

/**
 * Orders for which the database has an SQL index. For all others each page sorts all events again, so pages are larger.
 */
const INDEXED_ORDERS: ReadonlySet<string> = new Set(['time', 'leaf']);
/** Rows of a page in such an order. */
const INDEXED_PAGE = 1_000;
/** Rows of a page in any other order. */
const SORTED_PAGE = 10_000;

/**
 * Reads every event that fits, page by page, and proves it against the ledger as it is at that moment: an event that
 * was erased meanwhile is yielded in `refused`. Memory holds one page. Throws `REPORTS_UNAVAILABLE` if nothing that fits is
 * left before the last page.
 */
export async function* readEventPages(
  index: ReportIndex,
  reader: LedgerReader,
  { filter, order, size, publicKey }: PagesQuery,
): AsyncGenerator<ShownEvents> {
  const limit = INDEXED_ORDERS.has(order.by) ? INDEXED_PAGE : SORTED_PAGE;
  let after: Cursor | null = null;
  for (;;) {
    // Read again for each page: the ledger may have grown, and records may have been erased.
    const tree = await readIndexHead(index, reader, { publicKey });
    const database = await index.database();
    const condition = await filterCondition(database, filter, size);
    if (tree === null || condition === null) {
      // The index is empty, or does not hold a value of the filter.
      if (after === null) return;
      // The patient's last row was erased or pruned since the last page: what was yielded is not the whole.
      throw new GatewayError('REPORTS_UNAVAILABLE', { reason: 'ERASED_MEANWHILE' });
    }
    const page: Awaited<ReturnType<typeof queryEvents>> = await queryEvents(database, condition, {
      order,
      after,
      limit,
    });
    for (let at = 0; at < page.events.length; at += PROOF_BATCH) {
      const chunk = page.events.slice(at, at + PROOF_BATCH);
      yield await showEvents(chunk, { database, reader, tree, filter });
    }
    after = page.cursors.at(-1) ?? null;
    if (page.events.length < limit || after === null) return;
  }
}
