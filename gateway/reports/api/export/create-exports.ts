import { Readable } from 'node:stream';
import type { Ledger } from '../../../audit/append/ledger.ts';
import { GatewayError } from '../../../platform/errors.ts';
import { assertRecordable } from '../../../pipeline/limits/assert-recordable.ts';
import { callerKey } from '../../../platform/caller.ts';
import type { Log } from '../../../platform/log.ts';
import type { RequestContext } from '../../../platform/request-context.ts';
import { openContext, type ReportContext, type ReportRoles } from '../report-context.ts';
import { filterKey, problemText, resolveFilter } from '../../catalog/resolve-filter.ts';
import type { Report } from '../../catalog/report.ts';
import { FILE_TYPES, isPage } from '../../catalog/file-format.ts';
import type { Actor } from '../../index/actors.ts';
import { mayAskOfStaff } from '../../letters/conceal-staff.ts';
import type { StaffNaming } from '../../letters/letter-standards.ts';
import { letterStyle } from '../../letters/letter-style.ts';
import type { Directory } from '../../directory/create-directory.ts';
import { eventsOfReviews, type Comparisons } from '../comparisons.ts';
import { FROM_LEDGER, type Coverage } from '../../catalog/coverage.ts';
import type { FactLookup } from '../../surveillance/facts/fact-lookup.ts';
import { describeExport } from './describe-export.ts';
import { createConcurrencyLimiter } from './concurrency-limiter.ts';
import { createExportWorkers, type RunningExport } from './create-export-workers.ts';
import { invalidExport, parseExportRequest, type ExportRequest } from './parse-export-request.ts';
import type { EventExport, ExportQuery, ExportSources, FilePiece } from './export-functions.ts';

/** Reports as files. */
export interface Exports {
  /**
   * Opens an export, and records it before it returns. `signal` aborts the export.
   *
   * @throws GatewayError
   * - `REPORT_INVALID`: the request is invalid.
   * - `FORBIDDEN`: the caller may not read the report.
   * - `OPERATION_TOO_COMPLEX`: it has too many rows.
   * - `EXPORTS_BUSY`: too many exports run.
   * - `REPORTS_UNAVAILABLE`: the ledger or the index cannot be read.
   * - `AUDIT_UNAVAILABLE`: the export cannot be recorded.
   */
  open(request: RequestContext, body: unknown, signal: AbortSignal): Promise<OpenFile>;
  /** Ends all running exports. */
  close(): Promise<void>;
}

/** A file to send. */
export interface OpenFile {
  readonly name: string;
  readonly type: string;
  /** The number of rows that follow; null for a document. */
  readonly rowCount: number | null;
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
  /** Names for letters; null if they are off. */
  readonly directory: Pick<Directory, 'find' | 'argumentsOf'> | null;
  readonly comparisons: Pick<Comparisons, 'coverageOf'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly log: Log;
  readonly now: () => number;
}

/** The longest time that an export may run, ms. Slower readers are disconnected. */
const MAX_MS = { reviewers: 30 * 60_000, patients: 2 * 60_000 };

/** Creates exports. Each has a thread of its own, which reads as fast as the client and not ahead. */
export function createExports(parts: ExportDependencies): Exports {
  const { sources, roles, atOnce, facts, directory, comparisons, ledger, log, now } = parts;
  // Separate limits: reviewers and patients do not delay each other.
  const limiters = {
    reviewers: createConcurrencyLimiter(atOnce),
    patients: createConcurrencyLimiter(atOnce),
  };
  const workers = createExportWorkers(
    sources,
    {
      findFacts: (people) => facts.find(people),
      findNames: async (people) => (await directory?.find(people)) ?? null,
    },
    log,
  );

  const start = (
    { request: { caller }, isReviewer }: ReportContext,
    query: ExportQuery,
  ): RunningExport => {
    return limiters[groupOf(isReviewer)].take(callerKey(caller), () => workers.start(query));
  };

  return {
    async open(request, body, signal) {
      const requested = parseExportRequest(body);
      assertRecordable(requested.filter.patient === undefined ? [] : [requested.filter.patient]);
      const context = openContext(request, roles);
      const permitted = limitToOwn(requested, context, letterStyle(sources.letters, null).naming);
      if (permitted === null) {
        await ledger.append(describeExport(request, requested, 'deny'));
        throw new GatewayError('FORBIDDEN');
      }
      const at = now();
      const hasNames = directory !== null && isLetter(permitted) && seesLetterNames(context);
      const query = queryOf(permitted, { ownAccount: ownAccountOf(context), hasNames, at });
      const coverage = coverageOf(query, permitted, comparisons);
      const running = start(context, { ...query, coverage });
      signal.addEventListener('abort', () => void running.close());
      try {
        if (signal.aborted) throw new GatewayError('REPORTS_UNAVAILABLE');
        const rowCount = await running.opened;
        // Recorded before any of it is sent. An export that cannot be opened is not recorded.
        const lookups = hasNames ? directory.argumentsOf(['patients', 'actors']) : [];
        await ledger.append(describeExport(request, permitted, 'permit', lookups));
        return {
          name: nameOf(permitted, at),
          type: FILE_TYPES[permitted.format].mediaType,
          rowCount,
          coverage,
          body: streamOf(running, { signal, maxMs: MAX_MS[groupOf(context.isReviewer)], log }),
        };
      } catch (error) {
        await running.close();
        throw error;
      }
    },
    async close() {
      await Promise.all([limiters.reviewers.close(), limiters.patients.close(), workers.close()]);
    },
  };
}

/** Whether a request is for a document that is written to a patient. */
function isLetter({ source, format }: ExportRequest): boolean {
  return (source === 'account' || source === 'access' || source === 'notice') && isPage(format);
}

/** The account of a patient; null for a reviewer. */
function ownAccountOf({ isReviewer, request: { caller } }: ReportContext): Actor | null {
  return isReviewer ? null : { issuer: caller.issuer, subject: caller.subject };
}

/** Reviewers see names by their role. Patients see their own name, and staff as the configuration names them. */
function seesLetterNames({ isReviewer, seesNames, seesOwnName }: ReportContext): boolean {
  return isReviewer ? seesNames : seesOwnName;
}

function groupOf(isReviewer: boolean): keyof typeof MAX_MS {
  return isReviewer ? 'reviewers' : 'patients';
}

/** An export as a stream, which fails on `signal` and after `maxMs`. The export is closed with the stream. */
function streamOf(
  running: RunningExport,
  {
    signal,
    maxMs,
    log,
  }: { readonly signal: AbortSignal; readonly maxMs: number; readonly log: Log },
): Readable {
  const stream = Readable.from(read(running, log), { objectMode: false });
  signal.addEventListener('abort', () => void stream.destroy());
  const late = setTimeout(() => stream.destroy(new GatewayError('REQUEST_TIMEOUT')), maxMs);
  stream.once('close', () => {
    clearTimeout(late);
    void running.close();
  });
  return stream;
}

async function* read(running: RunningExport, log: Log): AsyncGenerator<FilePiece> {
  try {
    for (;;) {
      const piece = await running.next();
      if (piece === null) return;
      yield piece;
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
  requested: ExportRequest,
  { isReviewer, own }: ReportContext,
  naming: StaffNaming,
): ExportRequest | null {
  if (isReviewer) return requested;
  if (requested.filterType !== 'EventFilter') return null;
  const { report, filter, order } = requested;
  const { patient = own } = filter;
  if (!mayAskOfStaff([...Object.keys(filter), order.by], naming)) return null;
  if (own === null || !report.isForPatients || patient !== own) return null;
  return { ...requested, filter: { ...filter, patient: own } };
}

/** The query for a worker. Throws `REPORT_INVALID` for a filter that does not fit the report. */
function queryOf(
  requested: ExportRequest,
  { ownAccount, hasNames, at }: Pick<EventExport, 'ownAccount' | 'hasNames' | 'at'>,
): Uncovered<ExportQuery> {
  const { format } = requested;
  switch (requested.filterType) {
    case 'EventFilter': {
      const { filterType, report, order, language } = requested;
      const filter = wholeFilter(report, requested.filter);
      const letter = { language, hasNames };
      return { filterType, report: report.name, format, filter, order, ownAccount, ...letter, at };
    }
    case 'CaseFilter': {
      const { filterType, report, order } = requested;
      return { filterType, format, filter: wholeFilter(report, requested.filter), order, at };
    }
    case 'ReviewFilter': {
      const { filterType, report, order } = requested;
      return { filterType, format, filter: wholeFilter(report, requested.filter), order, at };
    }
    default:
      return requested satisfies never;
  }
}

type Uncovered<Query> = Query extends ExportQuery ? Omit<Query, 'coverage'> : never;

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
const OF_INDEX: ReadonlySet<string> = new Set(['events', 'account', 'access', 'notice']);

function wholeFilter<Filter extends object>(report: Report, requested: Filter): Filter {
  const whole = resolveFilter(report, requested);
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
