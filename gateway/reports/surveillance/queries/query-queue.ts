import type { CaseFilter } from '../../catalog/case-filter.ts';
import { parseCaseId } from '../../catalog/case-id.ts';
import { QUEUE_FIELDS, type QueueField } from '../../catalog/row-order.ts';
import { pageRows, type RowPage, type Sortable } from '../../query/sort-rows.ts';
import type { PagedResult } from '../../query/paged-result.ts';
import { casePlace, type ListedCase } from '../cases/case-order.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import { NO_DAY_CACHE, type DayCache } from '../detection/day-cache.ts';
import { findCases, type CaseQuery, type FoundCases } from './find-cases.ts';
import { areStillProven, countSuppressed, listCases, matchesCase } from './list-cases.ts';
import { groupCases, queueEntry, type QueueEntry } from './queue-entry.ts';

/** Requests a page of the queue. */
export interface QueueQuery extends RowPage<QueueField> {
  /** Its window names no actor and no patient: scores depend on all cases of the period. */
  readonly query: CaseQuery;
  /** An entry fits if one of its cases does. */
  readonly filter: CaseFilter;
}

export interface QueuePage extends PagedResult<QueueEntry>, Pick<FoundCases, 'notKnown'> {
  /** The least score that the configuration states. */
  readonly leastScore: number;
  /** Entries that fit but for `leastScore`, and do not reach it. */
  readonly below: number;
  /** Cases of the period that fit the filter but for their state, and are suppressed. */
  readonly suppressed: number;
}

/** An entry, and its cases. */
interface QueueRow {
  readonly entry: QueueEntry;
  readonly cases: readonly ListedCase[];
}

/** The sort keys of the queue. */
export const QUEUE_ORDER: Sortable<QueueRow, typeof QUEUE_FIELDS> = {
  fields: QUEUE_FIELDS,
  keys: {
    score: ({ entry }) => entry.score,
    since: ({ entry }) => Date.parse(entry.since),
    until: ({ entry }) => Date.parse(entry.until),
  },
  placeOf: ({ entry }) => {
    const place = parseCaseId(entry.id);
    return place === null ? [0, 0] : casePlace(place);
  },
  placeLength: 2,
};

/** Returns a page of the queue. Each case is proven against the current ledger, also if its day comes from the cache. */
export async function queryQueue(
  request: QueueQuery,
  sources: CaseSources,
  cache: DayCache = NO_DAY_CACHE,
): Promise<QueuePage> {
  const { query, filter, ...page } = request;
  const found = await findCases(sources, query, cache);
  const listed = await listCases(found, query, sources);
  const groups = groupCases(listed);
  const { leastScore, ...others } = filter;
  const fitting = groups.filter((group) => group.some(({ node }) => matchesCase(node, others)));
  const all = fitting.filter((group) => group.some(({ node }) => matchesCase(node, filter)));
  const { rows, next } = pageRows(all.flatMap(queueRow), QUEUE_ORDER, page);
  const shown = rows.flatMap(({ row }) => row.cases);
  if (cache !== NO_DAY_CACHE && !(await areStillProven(shown, sources))) {
    cache.forget();
    return queryQueue(request, sources);
  }
  return {
    nodes: rows.map(({ row }) => row.entry),
    cursors: rows.map(({ cursor }) => cursor),
    next,
    total: all.length,
    below: fitting.length - all.length,
    suppressed: countSuppressed(listed, filter),
    leastScore: leastScore ?? query.settings.score.least,
    refused: found.refused,
    notKnown: found.notKnown,
  };
}

function queueRow(cases: readonly ListedCase[]): readonly QueueRow[] {
  const entry = queueEntry(cases);
  return entry === null ? [] : [{ entry, cases }];
}
