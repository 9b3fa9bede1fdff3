import type { Ledger } from '../../audit/append/ledger.ts';
import type { ReviewWindow } from '../surveillance/review-window.ts';
import type { Comparisons } from './comparisons.ts';
import { coverageField } from './coverage-field.ts';
import {
  parseFilter,
  parseFirst,
  parseOrder,
  parsePage,
  parseReopening,
  parseSignOff,
  type Arguments,
} from './parse-report-arguments.ts';
import {
  CASE_FILTER,
  REVIEW_FILTER,
  type CaseFilter,
  type ReviewFilter,
} from '../catalog/case-filter.ts';
import { REVIEW_FIELDS } from '../catalog/row-order.ts';
import { reviewWindow } from '../surveillance/review-window.ts';
import type { ReportContext } from './report-context.ts';
import type { ReportWorker } from './workers/create-report-worker.ts';
import { createAddReview } from './add-review.ts';
import { CASE_ORDER } from '../surveillance/case-order.ts';
import type { FactLookup } from '../surveillance/facts/fact-lookup.ts';
import type { CaseQuery, RuleConfiguration } from '../surveillance/find-cases.ts';
import { prepareQuery } from '../surveillance/prepare-query.ts';
import { indexedOrder, REVIEW_ORDER } from '../surveillance/review-order.ts';
import { SURVEILLANCE_RULES } from '../surveillance/rule-list.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import type { PagedResult } from '../surveillance/case-queries.ts';

/** Dependencies of the resolvers. */
export interface SurveillanceSources {
  /** Answers queries about many days. */
  readonly caseWorker: ReportWorker;
  readonly source: FactLookup;
  readonly rules: RuleConfiguration;
  readonly comparisons: Pick<Comparisons, 'coverageOf'>;
  readonly ledger: Pick<Ledger, 'appendUnlessReviewed'>;
  /** UTC ms since 1970. */
  readonly now: () => number;
}

/** Cost of a review window, or of reading all reviews, in rows; added to the requested rows. */
const WINDOW = 500;

/** The resolvers for unusual access, each behind its rule. */
export function createSurveillanceRoot(sources: SurveillanceSources): object {
  const { caseWorker, comparisons, source, rules, now } = sources;
  const coverageOf = (filter: EventFilter) =>
    coverageField(comparisons.coverageOf(filter), () => caseWorker.call('status'));
  const prepare = (window: ReviewWindow): Promise<CaseQuery> =>
    prepareQuery(window, rules, {
      listPeople: (days, max) => caseWorker.call('people', { ...days, max }),
      findFacts: (people) => source.find(people),
    });
  const add = createAddReview({ ...sources, prepare });
  return {
    unusual: async (args: Arguments, { asked }: ReportContext) => {
      const filter = parseFilter(args, CASE_FILTER, 'unusual');
      asked.read('unusual', aboutOf('CaseFilter', filter, parseFirst(args) + WINDOW));
      const page = parsePage(args, CASE_ORDER);
      const query = await prepare(reviewWindow(filter, now()));
      const found = await caseWorker.call('cases', { query, filter, ...page });
      const { notKnown } = found;
      return { ...connection(found, page), notKnown, coverage: coverageOf({}) };
    },
    reviews: async (args: Arguments, { asked }: ReportContext) => {
      const filter = parseFilter(args, REVIEW_FILTER, 'reviews');
      const isFound = indexedOrder(filter, parseOrder(args, REVIEW_FIELDS)) !== undefined;
      const rows = parseFirst(args) + (isFound ? 0 : WINDOW);
      asked.read('reviews', aboutOf('ReviewFilter', filter, rows));
      const page = parsePage(args, REVIEW_ORDER);
      const found = await caseWorker.call('reviews', { filter, ...page });
      const { patient } = filter;
      const asEvents = { kind: 'review' as const, ...(patient !== undefined && { patient }) };
      return { ...connection(found, page), coverage: coverageOf(asEvents) };
    },
    rules: (_: Arguments, { asked }: ReportContext) => {
      asked.spend(0);
      return SURVEILLANCE_RULES.map(({ rule, title, text, remedy }) => {
        const missing = remedy(rules.settings, rules.factKeys);
        return { rule, title, text, isConfigured: missing === null, mend: missing };
      });
    },
    review: (args: Arguments, { asked, request }: ReportContext) => {
      const signOff = parseSignOff(args);
      asked.read('review', { rows: WINDOW });
      return add(signOff, { asked, request });
    },
    reopen: (args: Arguments, { asked, request }: ReportContext) => {
      asked.read('reopen', { rows: WINDOW });
      return add(parseReopening(args), { asked, request });
    },
  };
}

/** The record of a read. */
function aboutOf(
  by: 'CaseFilter' | 'ReviewFilter',
  filter: CaseFilter | ReviewFilter,
  rows: number,
) {
  const filters = Object.keys(filter).map((name) => `${by}.${name}`);
  return { rows, filters, patient: filter.patient ?? null };
}

function connection<Node>(
  { nodes, cursors, next, total, refused }: PagedResult<Node>,
  { after }: { readonly after: string | null },
) {
  return {
    edges: nodes.map((node, place) => ({ cursor: cursors[place], node })),
    pageInfo: {
      hasPreviousPage: after !== null,
      hasNextPage: next !== null,
      startCursor: cursors[0] ?? null,
      endCursor: next ?? cursors.at(-1) ?? null,
    },
    totalCount: total,
    refused,
  };
}
