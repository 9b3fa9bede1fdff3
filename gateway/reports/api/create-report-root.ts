import type { IsPatientId } from '../../../directives/patient-id.ts';
import type { Ledger } from '../../audit/append/ledger.ts';
import { GatewayError } from '../../platform/errors.ts';
import { isoTime } from '../../platform/iso-time.ts';
import { EVENT_FILTER, type EventFilter } from '../catalog/event-filter.ts';
import type { Directory } from '../directory/create-directory.ts';
import type { StaffNaming } from '../letters/letter-standards.ts';
import { MAX_CHANGES_READ } from '../query/find-changes.ts';
import { EVENT_CURSOR } from '../query/query-events.ts';
import type { Comparisons } from './comparisons.ts';
import { coverageField } from './coverage-field.ts';
import { listDeadlines, type DeadlineSources } from './deadlines.ts';
import { createDirectoryRoot, scopeFor } from './directory-root.ts';
import { assertAsksOfStaff, edgesForCaller } from './staff-for-patients.ts';
import { createDisclosureRoot } from './disclosure-root.ts';
import { createQuestionRoot } from './question-root.ts';
import type { PerCallerQueue } from './workers/per-caller-queue.ts';
import type { FieldPolicies } from './describe-field.ts';
import {
  parseChartField,
  parseFilter,
  parseFirst,
  parsePage,
  parseTimeZone,
  type Arguments,
} from './parse-page-arguments.ts';
import { pageInfo } from './page-info.ts';
import type { ReportContext } from './report-context.ts';
import type { Verifications } from './verifications.ts';

/** Dependencies of the resolvers. */
export interface ReportRootDependencies {
  /** Answers short queries. */
  readonly queryWorker: PerCallerQueue;
  /** Compare the index with the whole ledger. */
  readonly comparisons: Comparisons;
  readonly verifications: Verifications;
  /** Null: names of people are not shown. */
  readonly directory: Directory | null;
  /** How patients see members of staff. */
  readonly staffNaming: StaffNaming;
  readonly fields: FieldPolicies;
  readonly ledger: Pick<Ledger, 'append' | 'appendUnlessChanged' | 'ready' | 'witnessed'>;
  readonly deadlines: DeadlineSources;
  readonly isPatientId: IsPatientId;
  readonly now: () => number;
  /** The resolvers for unusual access. */
  readonly unusual: object;
}

/** What reading the whole ledger counts toward the rows that one request may read. */
const WHOLE_LEDGER = 1_000;

/**
 * The resolvers of `Query` and `Mutation`. The rule of each field (`report-rules.ts`) runs before its resolver. They
 * limit callers who are not reviewers to their own record once more, independent of the rules.
 */
export function createReportRoot({
  queryWorker,
  comparisons,
  verifications,
  fields,
  directory,
  staffNaming,
  ledger,
  deadlines,
  isPatientId,
  now,
  unusual,
}: ReportRootDependencies): object {
  return {
    ...unusual,
    ...createDisclosureRoot({ queryWorker, comparisons, ledger, isPatientId, now }),
    ...createQuestionRoot({ queryWorker, ledger, now }),
    ...createDirectoryRoot(directory),
    viewer: (_: Arguments, { request: { caller }, isReviewer, own, seesNames }: ReportContext) => ({
      subject: caller.subject,
      issuer: caller.issuer,
      name: caller.name,
      roles: caller.roles,
      isReviewer,
      patient: own,
      directory: scopeFor(directory, { seesNames }),
    }),
    ledger: (_: Arguments, context: ReportContext) => {
      context.asked.spend(0);
      const status = askOnce(() => queryWorker.of(context).call('status'));
      return {
        isReady: ledger.ready(),
        witnessed: ledger.witnessed(),
        origin: async () => (await status()).origin,
        size: async () => (await status()).size,
        indexed: async () => (await status()).indexed,
        root: async () => (await status()).root,
        lastAt: async () => (await status()).lastAt,
      };
    },
    events: async (args: Arguments, context: ReportContext) => {
      const filter = filterForCaller(args, context);
      const limit = parseFirst(args);
      context.asked.read('events', { rows: limit, ...aboutOf(filter) });
      const page = parsePage(args, EVENT_CURSOR);
      assertAsksOfStaff(context, [...Object.keys(filter), page.order.by], staffNaming);
      const found = await queryWorker.of(context).call('events', { filter, ...page });
      const { next, refused } = found;
      const edges = await edgesForCaller(found.edges, context, { naming: staffNaming, directory });
      return {
        edges,
        pageInfo: pageInfo(
          edges.map(({ cursor }) => cursor),
          { after: page.after, next },
        ),
        totalCount: askOnce(() => queryWorker.of(context).call('total', filter)),
        // Patients must not learn about other values in the ledger.
        unmet: context.isReviewer
          ? askOnce(() => queryWorker.of(context).call('unknownFilterValues', filter))
          : [],
        refused,
        coverage: coverageField(comparisons.coverageOf(filter), () =>
          queryWorker.of(context).call('status'),
        ),
      };
    },
    counts: (args: Arguments, context: ReportContext) => {
      const filter = filterForCaller(args, context);
      const limit = parseFirst(args);
      context.asked.read('counts', { rows: limit, ...aboutOf(filter) });
      const by = parseChartField(args);
      assertAsksOfStaff(context, [...Object.keys(filter), by], staffNaming);
      const timeZone = parseTimeZone(args);
      return queryWorker.of(context).call('counts', { filter, by, timeZone, limit });
    },
    record: async (args: Arguments, context: ReportContext) => {
      context.asked.read('record', { rows: 0 });
      const found = await queryWorker.of(context).call('record', Number(args['leaf']));
      context.asked.addPatients(found?.patients ?? []);
      return found;
    },
    field: (args: Arguments, { asked }: ReportContext) => {
      asked.spend(0);
      return fields.describe(String(args['coordinate']));
    },
    changes: async (args: Arguments, context: ReportContext) => {
      const limit = parseFirst(args);
      context.asked.read('changes', { rows: MAX_CHANGES_READ });
      const since = Number(args['since']);
      const { changes, refused } = await queryWorker.of(context).call('changes', { since, limit });
      return {
        changes: changes.map(({ at, ...rest }) => ({ ...rest, time: isoTime(at) })),
        refused,
      };
    },
    deadlines: async (args: Arguments, context: ReportContext) => {
      const days = Number(args['days']);
      context.asked.spend(0);
      const oldest = await queryWorker.of(context).call('oldestEvent');
      return listDeadlines(deadlines, { days, oldest }).map(({ at, ...rest }) => ({
        ...rest,
        at: isoTime(at),
      }));
    },
    completeness: (args: Arguments, context: ReportContext) => {
      const filter = filterForCaller(args, context);
      context.asked.read('completeness', { rows: WHOLE_LEDGER, ...aboutOf(filter) });
      return comparisons.compare(filter);
    },
    verification: () => verifications.last(),
    verify: (_: Arguments, { asked }: ReportContext) => {
      asked.read('verify', { rows: WHOLE_LEDGER });
      return verifications.begin();
    },
  };
}

/** Calls `ask` when the first field needs its answer, and once for all fields and aliases. */
function askOnce<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asking: Promise<Answer> | null = null;
  return () => (asking ??= ask());
}

/**
 * The filter of a request, limited to the caller's own record unless the caller is a reviewer. Throws `BAD_USER_INPUT`
 * for an invalid filter, and `UNAUTHORIZED_FIELD_OR_TYPE` for a caller who is not a reviewer and has no own record.
 */
function filterForCaller(args: Arguments, { isReviewer, own }: ReportContext): EventFilter {
  const filter = parseFilter(args, EVENT_FILTER, 'events');
  if (isReviewer) return filter;
  if (own === null) throw new GatewayError('UNAUTHORIZED_FIELD_OR_TYPE');
  return { ...filter, patient: own };
}

/** What the record of the request says about a filter: the names of its parts, and its patient. */
function aboutOf(filter: EventFilter) {
  return { filters: Object.keys(filter), patient: filter.patient ?? null };
}
