import { Readable } from 'node:stream';
import type { Ledger } from '../../../audit/append/ledger.ts';
import { GatewayError } from '../../../platform/errors.ts';
import { assertRecordable } from '../../../pipeline/limits/assert-recordable.ts';
import type { Log } from '../../../platform/log.ts';
import type { RequestContext } from '../../../platform/request-context.ts';
import { openContext, type ReportContext, type ReportRoles } from '../report-context.ts';
import { filterKey, problemText, resolveFilter } from '../../catalog/resolve-filter.ts';
import type { Report } from '../../catalog/report.ts';
import { FILE_TYPES } from '../../catalog/file-format.ts';
import { eventsOfReviews, type Comparisons } from '../comparisons.ts';
import { FROM_LEDGER, type Coverage } from '../../catalog/coverage.ts';
import type { FactLookup } from '../../surveillance/facts/fact-lookup.ts';
import { describeExport } from './describe-export.ts';
import { createConcurrencyLimiter } from './concurrency-limiter.ts';
import { createExportWorkers, type RunningExport } from './create-export-workers.ts';
import { invalidExport, parseExportRequest, type ExportRequest } from './parse-export-request.ts';
import type { EventExport, ExportQuery, ExportSources } from './export-functions.ts';

/** Reports as files. */
export interface Exports {
  /**
   * Opens an export, and records it before it returns. Throws `REPORT_INVALID` for an invalid request, `FORBIDDEN`
   * for a report that the caller may not read, `OPERATION_TOO_COMPLEX` for too many rows, `EXPORTS_BUSY` if too many
   * exports run, `REPORTS_UNAVAILABLE` if ledger or index cannot be read, and `AUDIT_UNAVAILABLE` if the export
   * cannot be recorded. `signal` aborts the export.
   */
  open(request: RequestContext, body: unknown, signal: AbortSignal): Promise<OpenFile>;
  /** Ends all running exports. */
  close(): Promise<void>;
}

/** A file to send. */
export interface OpenFile {
  readonly name: string;
  readonly type: string;
  /** Rows that follow; null for a document. */
  readonly rows: number | null;
  readonly coverage: Coverage;
  /** Fails if the export cannot be read to its end. */
  readonly body: Readable;
}

/** Dependencies of exports. */
export interface ExportDependencies {
  readonly sources: ExportSources;
  readonly roles: ReportRoles;
  /** Exports of reviewers that may run at a time, and the same number of exports of patients; one per caller. */
  readonly atOnce: number;
  /** Facts about people, from subgraphs. */
  readonly facts: Pick<FactLookup, 'find'>;
  readonly comparisons: Pick<Comparisons, 'coverageOf'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly log: Log;
  readonly now: () => number;
}

/** The longest time that an export may run, ms. Slower readers are disconnected. */
const MAX_MS = { reviewers: 30 * 60_000, patients: 2 * 60_000 };

/** Creates exports. Each has a thread of its own, which reads as fast as the client and not ahead. */
export function createExports(parts: ExportDependencies): Exports {
  const { sources, roles, atOnce, facts, comparisons, ledger, log, now } = parts;
  // Separate limits: reviewers and patients do not delay each other.
  const running = {
    reviewers: createConcurrencyLimiter(atOnce),
    patients: createConcurrencyLimiter(atOnce),
  };
  const workers = createExportWorkers(sources, (people) => facts.find(people), log);

  const start = (
    { request: { caller }, isReviewer }: ReportContext,
    question: ExportQuery,
  ): RunningExport => {
    const who = JSON.stringify([caller.issuer, caller.subject]);
    return running[isReviewer ? 'reviewers' : 'patients'].take(who, () => workers.start(question));
  };

  return {
    async open(request, body, signal) {
      const asked = parseExportRequest(body);
      assertRecordable(asked.filter.patient === undefined ? [] : [asked.filter.patient]);
      const context = openContext(request, roles);
      const permitted = limitToOwn(asked, context);
      if (permitted === null) {
        await ledger.append(describeExport(request, asked, 'deny'));
        throw new GatewayError('FORBIDDEN');
      }
      const at = now();
      const question = questionOf(permitted, { isOwn: !context.isReviewer, at });
      const coverage = coverageOf(question, permitted, comparisons);
      const thread = start(context, { ...question, coverage });
      const stop = () => void thread.close();
      signal.addEventListener('abort', stop);
      try {
        if (signal.aborted) throw new GatewayError('REPORTS_UNAVAILABLE');
        const rows = await openRecorded(thread, () =>
          ledger.append(describeExport(request, permitted, 'permit')),
        );
        const file = {
          name: nameOf(permitted, at),
          type: FILE_TYPES[permitted.format].mediaType,
          rows,
          coverage,
        };
        const reading = Readable.from(read(thread, log), { objectMode: false });
        signal.addEventListener('abort', () => void reading.destroy());
        const late = setTimeout(
          () => reading.destroy(new GatewayError('REQUEST_TIMEOUT')),
          MAX_MS[context.isReviewer ? 'reviewers' : 'patients'],
        );
        reading.once('close', () => {
          clearTimeout(late);
          stop();
        });
        return { ...file, body: reading };
      } catch (error) {
        await thread.close();
        throw error;
      }
    },
    async close() {
      await Promise.all([running.reviewers.close(), running.patients.close(), workers.close()]);
    },
  };
}

/** Records an export before any of it is sent. An unreadable export is not recorded. */
async function openRecorded(
  thread: RunningExport,
  record: () => Promise<unknown>,
): Promise<number | null> {
  const rows = await thread.opened;
  await record();
  return rows;
}

async function* read(thread: RunningExport, log: Log): AsyncGenerator<string> {
  try {
    for (;;) {
      const text = await thread.next();
      if (text === null) return;
      yield text;
    }
  } catch (error) {
    log.warn('export was not read to its end');
    throw error;
  }
}

/**
 * The request as the caller may make it: a patient's is limited to their own record. Null for a report that the caller
 * may not read.
 */
function limitToOwn(
  asked: ExportRequest,
  { isReviewer, own }: ReportContext,
): ExportRequest | null {
  if (isReviewer) return asked;
  if (asked.filterType !== 'EventFilter') return null;
  const { report, filter } = asked;
  const { patient = own } = filter;
  if (own === null || !report.isForPatients || patient !== own) return null;
  return { ...asked, filter: { ...filter, patient: own } };
}

/** What a worker is asked. Throws `REPORT_INVALID` for a filter that does not fit the report. */
function questionOf(
  asked: ExportRequest,
  { isOwn, at }: Pick<EventExport, 'isOwn' | 'at'>,
): Uncovered<ExportQuery> {
  const { format } = asked;
  switch (asked.filterType) {
    case 'EventFilter': {
      const { filterType, report, order } = asked;
      const filter = wholeFilter(report, asked.filter);
      return { filterType, report: report.name, format, filter, order, isOwn, at };
    }
    case 'CaseFilter': {
      const { filterType, report, order } = asked;
      return { filterType, format, filter: wholeFilter(report, asked.filter), order, at };
    }
    case 'ReviewFilter': {
      const { filterType, report, order } = asked;
      return { filterType, format, filter: wholeFilter(report, asked.filter), order, at };
    }
    default:
      return asked satisfies never;
  }
}

type Uncovered<Question> = Question extends ExportQuery ? Omit<Question, 'coverage'> : never;

/** The coverage of the report: the last comparison of the events that it is read from. */
function coverageOf(
  { filterType, filter }: Uncovered<ExportQuery>,
  { report }: ExportRequest,
  comparisons: Pick<Comparisons, 'coverageOf'>,
): Coverage {
  switch (filterType) {
    case 'EventFilter':
      return OF_INDEX.has(report.source) ? comparisons.coverageOf(filter) : FROM_LEDGER;
    case 'CaseFilter':
      // Cases are found among all events.
      return comparisons.coverageOf({});
    case 'ReviewFilter':
      return comparisons.coverageOf(eventsOfReviews(filter));
    default:
      return filterType satisfies never;
  }
}

/** Sources of reports that are found in the index; all others are read from the ledger itself. */
const OF_INDEX: ReadonlySet<string> = new Set(['events', 'account']);

function wholeFilter<Filter extends object>(report: Report, asked: Filter): Filter {
  const whole = resolveFilter(report, asked);
  if (whole.ok) return whole.filter;
  throw invalidExport(
    whole.problems.map((problem) => problemText(problem, report.name, filterKey)),
  );
}

/** The name of the file. It names no person, because file names spread. */
function nameOf({ report, format }: ExportRequest, at: number): string {
  const day = new Date(at).toISOString().slice(0, 10);
  return `phi-gateway-${report.name}-${day}.${FILE_TYPES[format].extension}`;
}
