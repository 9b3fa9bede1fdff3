import { caseSources } from '../surveillance/case-sources.ts';
import { placeOf } from '../catalog/event-id.ts';
import { timeOfLeaf } from '../../audit/record/leaf-time.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { openReader } from '../../audit/store/open-reader.ts';
import { unpackLeaves } from '../../audit/tree/batch.ts';
import { readCheckpoint } from '../../audit/tree/checkpoint.ts';
import { halfOfTheCores, verifyLedger } from '../../audit/verify/verify-ledger.ts';
import { GatewayError } from '../../platform/errors.ts';
import { compareIndex } from '../query/compare-index.ts';
import { findEvents } from '../query/find-events.ts';
import { openIndex, type ReportIndex } from '../index/open-index.ts';
import { readStatus } from '../index/position.ts';
import { unknownFilterValues } from '../query/unknown-filter-values.ts';
import { eventFields } from '../query/event-fields.ts';
import { answerUnusual } from '../surveillance/answer-cases.ts';
import type { DayMemory } from '../surveillance/day-cache.ts';
import { answerAccount } from './account-answer.ts';
import { countCharts, countTotal } from '../query/count-charts.ts';
import type {
  CompletenessAnswer,
  EventsAnswer,
  ReportAnswers,
  ReportQuestion,
  ReportThreadOptions,
  StatusAnswer,
} from './parse-report-message.ts';
import { readRecord } from './read-record.ts';

/**
 * Answers a question about the ledger, with readers of its own, so that each finds what lies there now and
 * none fails for another's fault. Throws a `StartError` where ledger or index can't be read.
 */
export async function answerQuestion(
  question: ReportQuestion,
  options: ReportThreadOptions,
  { onProgress, memory }: Pick<Sources, 'onProgress' | 'memory'>,
): Promise<ReportAnswers[keyof ReportAnswers]> {
  const { ledger, publicKey, guardPath, witnesses } = options;
  if (question.kind === 'verify') {
    // The gateway's own key need not be the one that the ledger began with, and so vouches for less than that.
    const verification = { location: ledger, publicKey: null, anchors: [], witnesses, guardPath };
    return verifyLedger(verification, halfOfTheCores(), onProgress);
  }
  const index = await openIndex(options.index, 'read');
  try {
    const reader = await openReader(ledger);
    try {
      return await answer(question, { index, reader, publicKey, onProgress, memory });
    } finally {
      await reader.close();
    }
  } finally {
    await index.close();
  }
}

interface Sources {
  readonly index: ReportIndex;
  readonly reader: LedgerReader;
  readonly publicKey: string | null;
  readonly onProgress: (done: number, total: number) => void;
  /** Of the thread, for one question after the other. */
  readonly memory: DayMemory;
}

async function answer(question: Exclude<ReportQuestion, { kind: 'verify' }>, sources: Sources) {
  const { index, reader, publicKey } = sources;
  switch (question.kind) {
    case 'status':
      return statusOf(sources);
    case 'events':
      return eventsOf(question, sources);
    case 'total':
      return countTotal(index, question.filter);
    case 'unmet':
      return unknownFilterValues(await index.database(), question.filter);
    case 'counts':
      return countCharts(index, question);
    case 'record':
      return readRecord(question.leaf, sources);
    case 'account':
      return answerAccount(question.subject, sources);
    case 'completeness':
      return compare(question, sources);
    case 'people':
    case 'cases':
    case 'look':
    case 'case':
    case 'reviews':
      return answerUnusual(question, caseSources(index, reader, { publicKey }), sources.memory);
    default:
      return question satisfies never;
  }
}

async function statusOf({ index, reader }: Sources): Promise<StatusAnswer> {
  const { indexed } = await readStatus(index, reader);
  const latest = await reader.latest();
  const checkpoint = latest === null ? null : (readCheckpoint(latest.note)?.checkpoint ?? null);
  if (checkpoint === null) throw new GatewayError('REPORTS_UNAVAILABLE');
  const { origin, size, root } = checkpoint;
  return { origin, size, indexed, root: root.toString('hex'), lastAt: await lastTime(reader) };
}

async function lastTime(reader: LedgerReader): Promise<string | null> {
  for await (const { batch } of reader.newest()) {
    const last = batch === null ? null : unpackLeaves(batch.leaves)?.at(-1);
    const time = new Date(timeOfLeaf(last ?? undefined) ?? Number.NaN);
    return Number.isNaN(time.getTime()) ? null : time.toISOString();
  }
  return null;
}

async function eventsOf(
  { filter, order, after, limit }: Extract<ReportQuestion, { kind: 'events' }>,
  { index, reader, publicKey }: Sources,
): Promise<EventsAnswer> {
  const query = { filter, order, after, limit, publicKey };
  const { events, refused, next } = await findEvents(index, reader, query);
  return {
    edges: events.map(({ id, leaf, row, cursor: at }) => ({
      cursor: at,
      node: eventFields({ leaf, row, place: placeOf(id).place }),
    })),
    next,
    refused,
  };
}

async function compare(
  { filter }: Extract<ReportQuestion, { kind: 'completeness' }>,
  { index, reader, publicKey, onProgress }: Sources,
): Promise<CompletenessAnswer> {
  // What every leaf about this patient, or by this actor, has in it.
  const name = filter.patient ?? filter.actor ?? null;
  const mark = name === null ? null : JSON.stringify(name);
  const compared = await compareIndex(index, reader, { filter, mark, publicKey, onProgress });
  const leavesOf = (wanted: 'missing' | 'extra' | 'changed') => [
    ...new Set(compared.divergences.filter(({ is }) => is === wanted).map(({ leaf }) => leaf)),
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
