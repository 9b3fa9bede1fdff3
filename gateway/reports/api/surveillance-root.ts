import type { Ledger } from '../../audit/append/ledger.ts';
import type { ReviewWindow } from '../surveillance/review-window.ts';
import { coverageField } from './coverage-field.ts';
import {
  parseDays,
  parseFilter,
  parseFirst,
  parseOrder,
  parsePage,
  type Arguments,
} from './parse-page-arguments.ts';
import {
  parseAssignment,
  parseClosing,
  parseComment,
  parseReopening,
  parseFinding,
  parseStart,
  type RequestedReview,
} from './parse-review-arguments.ts';
import { parseCurrent, parseEndsBy, parseSuppression } from './parse-suppression-arguments.ts';
import {
  CASE_FILTER,
  REVIEW_FILTER,
  type CaseFilter,
  type ReviewFilter,
} from '../catalog/case-filter.ts';
import { eventsOfReviews, type Comparisons } from './comparisons.ts';
import { REVIEW_FIELDS } from '../catalog/row-order.ts';
import { reviewWindow } from '../surveillance/review-window.ts';
import { pageInfo } from './page-info.ts';
import type { ReportContext } from './report-context.ts';
import type { PerCallerQueue } from './workers/per-caller-queue.ts';
import { createAddReview, createAppendReview } from './add-review.ts';
import { addSteps } from './add-steps.ts';
import { createAddSuppression } from './add-suppression.ts';
import { awaitLeafIndexed } from './await-leaf-indexed.ts';
import { CASE_ORDER } from '../surveillance/cases/case-order.ts';
import { QUEUE_ORDER } from '../surveillance/queries/query-queue.ts';
import type { FactLookup } from '../surveillance/facts/fact-lookup.ts';
import type { CaseQuery, RuleConfiguration } from '../surveillance/queries/find-cases.ts';
import { prepareQuery } from '../surveillance/queries/prepare-query.ts';
import { indexedOrder, REVIEW_ORDER } from '../surveillance/reviews/review-order.ts';
import { hasThreshold, thresholdOf, type ThresholdRule } from '../catalog/threshold-rule.ts';
import { declarationOf } from '../catalog/unusual-rule.ts';
import { thresholdIn, type SurveillanceSettings } from '../surveillance/surveillance-config.ts';
import {
  applyThresholds,
  thresholdsInEffect,
} from '../surveillance/thresholds/apply-thresholds.ts';
import {
  thresholdStates,
  type ThresholdState,
} from '../surveillance/thresholds/threshold-states.ts';
import type { Refusal } from '../query/show-events.ts';
import { createThresholdRoot } from './threshold-root.ts';
import { SUPPRESSION_ORDER } from '../surveillance/suppression/query-suppressions.ts';
import { dayText } from '../surveillance/cases/suppression.ts';
import { DAY_MS } from '../../platform/durations.ts';
import { SURVEILLANCE_RULES } from '../surveillance/rules/rule-list.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import type { PagedResult } from '../query/paged-result.ts';

/** Dependencies of the resolvers. */
export interface SurveillanceSources {
  /** Answers queries about many days. */
  readonly caseWorker: PerCallerQueue;
  readonly factLookup: FactLookup;
  readonly rules: RuleConfiguration;
  readonly comparisons: Pick<Comparisons, 'coverageOf'>;
  readonly ledger: Pick<Ledger, 'append' | 'appendUnlessChanged'>;
  /** UTC ms since 1970. */
  readonly now: () => number;
}

/** The caller in whose turn the worker is called. */
type Asker = Pick<ReportContext, 'request'>;

/** What a review window, or reading all reviews, counts toward the rows that one request may read. */
const WINDOW_ROWS = 500;

/** What each of several cases counts, which is evaluated again. */
const CASE_ROWS = 20;

/** The resolvers for unusual access. The rule of each field (`report-rules.ts`) runs before its resolver. */
export function createSurveillanceRoot(sources: SurveillanceSources): object {
  const { caseWorker, comparisons, factLookup, rules, now } = sources;
  const coverageOf = (filter: EventFilter, context: Asker) =>
    coverageField(comparisons.coverageOf(filter), () => caseWorker.of(context).call('status'));
  const statesNow = async (context: Asker) => {
    const { steps, refused } = await caseWorker
      .of(context)
      .call('thresholds', { withReasons: false });
    return { ...thresholdStates(steps, now()), refused };
  };
  const prepareAll = async (window: ReviewWindow, context: Asker) => {
    const states = await statesNow(context);
    const settings = applyThresholds(rules.settings, states);
    const query = await prepareQuery(
      window,
      { ...rules, settings },
      {
        listPeople: (days, max) => caseWorker.of(context).call('people', { ...days, max }),
        findFacts: (people) => factLookup.find(people),
      },
    );
    const { refused } = states;
    return { query, thresholds: thresholdsInEffect(settings, states), refused };
  };
  const prepare = async (window: ReviewWindow, context: Asker): Promise<CaseQuery> =>
    (await prepareAll(window, context)).query;
  const append = createAppendReview({ ...sources, prepare });
  const awaitIndexed = (leaf: number, context: Asker) =>
    awaitLeafIndexed(leaf, () => caseWorker.of(context).call('status'));
  const add = createAddReview(append, awaitIndexed);
  const suppressions = createAddSuppression({
    ...sources,
    prepare,
    awaitIndexed,
    maxDays: rules.settings.suppression.days,
  });
  const addAll = (requested: readonly RequestedReview[], context: ReportContext, name: string) => {
    context.asked.read(name, { rows: WINDOW_ROWS + requested.length * CASE_ROWS });
    return addSteps(requested, context, { append, awaitIndexed });
  };
  return {
    ...createThresholdRoot({ ...sources, prepare, awaitIndexed }),
    unusual: async (args: Arguments, context: ReportContext) => {
      const filter = parseFilter(args, CASE_FILTER, 'unusual');
      context.asked.read('unusual', aboutOf('CaseFilter', filter, parseFirst(args) + WINDOW_ROWS));
      const page = parsePage(args, CASE_ORDER);
      const { query, thresholds, refused } = await prepareAll(reviewWindow(filter, now()), context);
      const found = await caseWorker.of(context).call('cases', { query, filter, ...page });
      const { notKnown, suppressed } = found;
      return {
        ...connection(found, page, refused),
        notKnown,
        suppressed,
        thresholds,
        coverage: coverageOf({}, context),
      };
    },
    queue: async (args: Arguments, context: ReportContext) => {
      const requested = parseFilter(args, CASE_FILTER, 'queue');
      context.asked.read('queue', aboutOf('CaseFilter', requested, parseFirst(args) + WINDOW_ROWS));
      const page = parsePage(args, QUEUE_ORDER);
      const { actor: _actor, issuer: _issuer, patient: _patient, ...period } = requested;
      const { query, thresholds, refused } = await prepareAll(reviewWindow(period, now()), context);
      const filter = {
        ...(requested.state === undefined && { open: true }),
        leastScore: rules.settings.score.least,
        ...requested,
      };
      const found = await caseWorker.of(context).call('queue', { query, filter, ...page });
      const { notKnown, below, suppressed, leastScore } = found;
      return {
        ...connection(found, page, refused),
        notKnown,
        below,
        suppressed,
        leastScore,
        thresholds,
        coverage: coverageOf({}, context),
      };
    },
    reviews: async (args: Arguments, context: ReportContext) => {
      const filter = parseFilter(args, REVIEW_FILTER, 'reviews');
      // Otherwise all reviews are read for one page.
      const isIndexed = indexedOrder(filter, parseOrder(args, REVIEW_FIELDS)) !== undefined;
      const rows = parseFirst(args) + (isIndexed ? 0 : WINDOW_ROWS);
      context.asked.read('reviews', aboutOf('ReviewFilter', filter, rows));
      const page = parsePage(args, REVIEW_ORDER);
      const found = await caseWorker.of(context).call('reviews', { filter, ...page });
      return { ...connection(found, page), coverage: coverageOf(eventsOfReviews(filter), context) };
    },
    suppressions: async (args: Arguments, context: ReportContext) => {
      context.asked.read('suppressions', { rows: parseFirst(args) + WINDOW_ROWS });
      const newest = { orderBy: { field: 'LEAF', direction: 'DESC' } };
      const page = parsePage({ ...args, ...newest }, SUPPRESSION_ORDER);
      const current = parseCurrent(args);
      const endsBy = parseEndsBy(args);
      const today = dayText(now());
      const found = await caseWorker
        .of(context)
        .call('suppressions', { current, endsBy, today, ...page });
      return { ...connection(found, page), coverage: coverageOf({ kind: 'suppression' }, context) };
    },
    feedback: (args: Arguments, context: ReportContext) => {
      const days = parseDays(args);
      context.asked.read('feedback', { rows: WINDOW_ROWS });
      return caseWorker.of(context).call('feedback', now() - days * DAY_MS);
    },
    rules: async (_: Arguments, context: ReportContext) => {
      context.asked.spend(0);
      const { states } = await statesNow(context);
      return SURVEILLANCE_RULES.map(({ rule, text, remedy }) => {
        const missing = remedy(rules.settings, rules.factKeys);
        const { title, isSuppressible } = declarationOf(rule);
        return {
          rule,
          title,
          text,
          isConfigured: missing === null,
          fix: missing,
          isSuppressible,
          threshold: hasThreshold(rule)
            ? thresholdNode(rule, states.get(rule), {
                settings: rules.settings,
                isChangeable: context.changesThresholds,
              })
            : null,
        };
      });
    },
    review: (args: Arguments, { asked, request }: ReportContext) => {
      const finding = parseFinding(args);
      asked.read('review', { rows: WINDOW_ROWS });
      return add(finding, { asked, request });
    },
    reopen: (args: Arguments, { asked, request }: ReportContext) => {
      asked.read('reopen', { rows: WINDOW_ROWS });
      return add(parseReopening(args), { asked, request });
    },
    comment: (args: Arguments, { asked, request }: ReportContext) => {
      asked.read('comment', { rows: WINDOW_ROWS });
      return add(parseComment(args), { asked, request });
    },
    closeCases: (args: Arguments, context: ReportContext) =>
      addAll(parseClosing(args), context, 'closeCases'),
    assign: (args: Arguments, context: ReportContext) =>
      addAll(parseAssignment(args, context.request.caller.issuer), context, 'assign'),
    startReview: (args: Arguments, context: ReportContext) =>
      addAll(parseStart(args), context, 'startReview'),
    suppressCases: (args: Arguments, { asked, request }: ReportContext) => {
      asked.read('suppressCases', { rows: WINDOW_ROWS });
      const { id, ...terms } = parseSuppression(args);
      return suppressions.suppress(id, terms, { asked, request });
    },
    liftSuppression: (args: Arguments, { asked, request }: ReportContext) => {
      asked.read('liftSuppression', { rows: WINDOW_ROWS });
      return suppressions.lift(Number(args['suppression']), String(args['reason']), {
        asked,
        request,
      });
    },
  };
}

/** The threshold of a rule, as `RuleThreshold` of `admin.graphql`. */
function thresholdNode(
  rule: ThresholdRule,
  state: ThresholdState | undefined,
  {
    settings,
    isChangeable,
  }: { readonly settings: SurveillanceSettings; readonly isChangeable: boolean },
) {
  const { setting, min, max, unit, text } = thresholdOf(rule);
  const configured = thresholdIn(settings, thresholdOf(rule));
  return {
    setting: `admin.unusual.${setting.join('.')}`,
    value: state?.value ?? configured,
    configured,
    min,
    max,
    unit,
    text,
    record: state?.value == null ? null : state.setBy,
    proposal: state?.pending?.leaf ?? null,
    needsApproval: settings.thresholds.twoPersons,
    isChangeable,
  };
}

/** What the record of the request says about a filter: the names of its parts, and its patient. */
function aboutOf(
  type: 'CaseFilter' | 'ReviewFilter',
  filter: CaseFilter | ReviewFilter,
  rows: number,
) {
  const filters = Object.keys(filter).map((name) => `${type}.${name}`);
  return { rows, filters, patient: filter.patient ?? null };
}

/** A page of nodes, as the connection types of `admin.graphql`. */
function connection<Node>(
  { nodes, cursors, next, total, refused }: PagedResult<Node>,
  { after }: { readonly after: string | null },
  more: readonly Refusal[] = [],
) {
  return {
    edges: nodes.map((node, place) => ({ cursor: cursors[place], node })),
    pageInfo: pageInfo(cursors, { after, next }),
    totalCount: total,
    refused: [...refused, ...more],
  };
}
