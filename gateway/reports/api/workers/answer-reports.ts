import { caseSources, type CaseSources } from '../../surveillance/recorded/case-sources.ts';
import { splitEventId } from '../../catalog/event-id.ts';
import { timeOfLeaf } from '../../../audit/record/leaf-time.ts';
import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import { openReader } from '../../../audit/store/open-reader.ts';
import { unpackLeaves } from '../../../audit/tree/batch.ts';
import { readCheckpoint } from '../../../audit/tree/checkpoint.ts';
import { halfOfTheCores, verifyLedger } from '../../../audit/verify/verify-ledger.ts';
import { GatewayError } from '../../../platform/errors.ts';
import { compareIndex } from '../../query/compare-index.ts';
import { findChanges } from '../../query/find-changes.ts';
import { findEvents, type EventQuery } from '../../query/find-events.ts';
import { openReportIndex, type ReportIndex } from '../../index/open-index.ts';
import { readStatus } from '../../index/position.ts';
import { unknownFilterValues } from '../../query/unknown-filter-values.ts';
import { eventFields } from '../../query/event-fields.ts';
import {
  readCase,
  queryCases,
  listPeople,
  queryReviews,
  windowOfCase,
} from '../../surveillance/queries/query-cases.ts';
import { listOwnQuestions, readAskingState } from '../../surveillance/questions/own-questions.ts';
import { readReviews } from '../../surveillance/reviews/read-reviews.ts';
import { previewThreshold } from '../../surveillance/thresholds/preview-threshold.ts';
import { readThresholdSteps } from '../../surveillance/thresholds/read-threshold-steps.ts';
import { countFeedback } from '../../surveillance/reviews/rule-feedback.ts';
import { queryQueue } from '../../surveillance/queries/query-queue.ts';
import {
  querySuppressions,
  readSuppression,
} from '../../surveillance/suppression/query-suppressions.ts';
import { createSuppressionCache } from '../../surveillance/recorded/suppression-cache.ts';
import { createDayCache } from '../../surveillance/detection/day-cache.ts';
import { answerAccount } from './answer-account.ts';
import { countCharts, countTotal } from '../../query/count-charts.ts';
import type {
  CompletenessAnswer,
  EventsAnswer,
  ReportFunctions,
  StatusAnswer,
} from './report-functions.ts';
import type { ReportSources } from './report-sources.ts';
import type { EventFilter } from '../../catalog/event-filter.ts';
import { readRecord } from './read-record.ts';

/**
 * Creates the functions of a report worker. Each call opens readers of its own: it reads the newest state, and does not
 * fail with another call. Rejects with a `StartError` if ledger or index cannot be read. `onVerified` gets the progress
 * of `verify`, in records.
 */
export function createReportFunctions(
  onVerified: (done: number, total: number) => void,
): ReportFunctions {
  const cache = createDayCache();
  const suppressions = createSuppressionCache();
  let start: ((sources: ReportSources) => void) | null = null;
  // All other calls wait for the call of `start`.
  const started = new Promise<ReportSources>((resolve) => {
    start = resolve;
  });
  const using = async <Answer>(use: (open: OpenReaders) => Promise<Answer>): Promise<Answer> => {
    const sources = await started;
    const index = await openReportIndex(sources, 'read');
    try {
      const reader = await openReader(sources.ledger);
      try {
        const { publicKey } = sources;
        const cases = caseSources(index, reader, { publicKey }, suppressions);
        return await use({ index, reader, publicKey, cases });
      } finally {
        await reader.close();
      }
    } finally {
      await index.close();
    }
  };
  return {
    start: (sources) => start?.(sources),
    status: () => using(statusOf),
    events: (query) => using((open) => eventsOf(query, open)),
    total: (filter) => using(({ index }) => countTotal(index, filter)),
    unknownFilterValues: (filter) =>
      using(async ({ index }) => unknownFilterValues(await index.database(), filter)),
    counts: (query) => using(({ index }) => countCharts(index, query)),
    record: (leaf) => using((open) => readRecord(leaf, open)),
    changes: (query) =>
      using(({ index, reader, publicKey }) => findChanges(index, reader, { ...query, publicKey })),
    oldestEvent: () => using(({ index }) => readOldest(index)),
    completeness: (filter) => using((open) => compare(filter, open)),
    account: (subject) => using((open) => answerAccount(subject, open)),
    async verify() {
      const { ledger: location, guardPath, witnesses } = await started;
      // The gateway's own key need not be the first one of the ledger, so it is not pinned.
      const options = { location, publicKey: null, anchors: [], witnesses, guardPath };
      return verifyLedger(options, halfOfTheCores(), onVerified);
    },
    people: (query) => using(({ cases }) => listPeople(query, cases, cache)),
    cases: (query) => using(({ cases }) => queryCases(query, cases, cache)),
    case: (id, query) => using(({ cases }) => readCase(id, query, cases)),
    windowOfCase: (id) => using(({ cases }) => windowOfCase(id, cases)),
    queue: (query) => using(({ cases }) => queryQueue(query, cases, cache)),
    reviews: (query) => using(({ cases }) => queryReviews(query, cases)),
    thresholdPreview: (query) => using(({ cases }) => previewThreshold(query, cases, cache)),
    thresholds: (options) => using(({ cases }) => readThresholdSteps(cases, options)),
    suppressions: (query) => using(({ cases }) => querySuppressions(query, cases)),
    suppression: (leaf) => using(({ cases }) => readSuppression(leaf, cases)),
    questions: (patient) => using(({ cases }) => listOwnQuestions(patient, cases)),
    askingState: (event, patient) => using(({ cases }) => readAskingState(event, patient, cases)),
    feedback: (since) =>
      using(async ({ cases }) => countFeedback(await readReviews(cases, { since }))),
  };
}

/** What one call reads from; closed after it. */
interface OpenReaders {
  readonly index: ReportIndex;
  readonly reader: LedgerReader;
  readonly publicKey: string | null;
  readonly cases: CaseSources;
}

async function statusOf({ index, reader }: OpenReaders): Promise<StatusAnswer> {
  const { indexed } = await readStatus(index, reader);
  const latest = await reader.latest();
  const checkpoint = latest === null ? null : (readCheckpoint(latest.note)?.checkpoint ?? null);
  if (checkpoint === null) throw new GatewayError('REPORTS_UNAVAILABLE');
  const { origin, size, root } = checkpoint;
  return { origin, size, indexed, root: root.toString('hex'), lastAt: await lastTime(reader) };
}

/** The time of the last record; null if it cannot be read. */
async function lastTime(reader: LedgerReader): Promise<string | null> {
  for await (const { batch } of reader.newest()) {
    const last = batch === null ? null : unpackLeaves(batch.leaves)?.at(-1);
    const time = new Date(timeOfLeaf(last ?? undefined) ?? Number.NaN);
    return Number.isNaN(time.getTime()) ? null : time.toISOString();
  }
  return null;
}

async function readOldest(index: ReportIndex): Promise<number | null> {
  const database = await index.database();
  const oldest = await database
    .selectFrom('events')
    .select(({ fn }) => fn.min('at').as('at'))
    .executeTakeFirst();
  return oldest?.at ?? null;
}

async function eventsOf(
  query: EventQuery,
  { index, reader, publicKey }: OpenReaders,
): Promise<EventsAnswer> {
  const { events, refused, next } = await findEvents(index, reader, { ...query, publicKey });
  return {
    edges: events.map(({ id, row, cursor }) => ({
      cursor,
      node: eventFields({ row, place: splitEventId(id).place }),
    })),
    next,
    refused,
  };
}

async function compare(
  filter: EventFilter,
  { index, reader, publicKey }: OpenReaders,
): Promise<CompletenessAnswer> {
  // A text in every leaf about the patient, or by the actor. Without either, all leaves are parsed.
  const name = filter.patient ?? filter.actor ?? null;
  const searchText = name === null ? null : JSON.stringify(name);
  const compared = await compareIndex(index, reader, {
    filter,
    searchText,
    publicKey,
    onProgress: () => undefined,
  });
  const leavesOf = (wanted: 'missing' | 'extra' | 'changed') => [
    ...new Set(compared.divergences.filter(({ kind }) => kind === wanted).map(({ leaf }) => leaf)),
  ];
  return {
    result: compared.result,
    records: compared.size,
    events: compared.events,
    missing: leavesOf('missing'),
    extra: leavesOf('extra'),
    changed: leavesOf('changed'),
    damaged: compared.damaged,
  };
}
