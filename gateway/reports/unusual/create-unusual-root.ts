import { randomBytes } from 'node:crypto';
import type { Ledger } from '../../audit/open-ledger.ts';
import { GatewayError } from '../../errors.ts';
import { awaitIndexed } from '../api/await-indexed.ts';
import { parseFirst, type Arguments } from '../api/parse-report-arguments.ts';
import type { ReportContext } from '../api/report-context.ts';
import type { ReportThread } from '../api/report-thread.ts';
import { reviewNode, type ReviewNode } from './case-node.ts';
import { CASE_ORDER } from './case-order.ts';
import type { FactSource } from './facts/create-facts.ts';
import type { CaseQuery, JudgedBy, Look } from './find-cases.ts';
import {
  parseLook,
  parsePage,
  parseRowOrder,
  parseSignOff,
  parseUnusualFilter,
  type UnusualFilter,
} from './parse-unusual-arguments.ts';
import { prepareQuery } from './prepare-query.ts';
import { indexedOrder, REVIEW_ORDER, type ReviewField } from './review-order.ts';
import { RULES } from './rule-list.ts';
import type { PageAnswer } from './unusual-question.ts';
import { coveredEvents, writeReview } from './write-review.ts';

/** What the fields about unusual access are read from. */
export interface UnusualSources {
  /** Answers what looks at many days. */
  readonly looking: ReportThread;
  readonly source: FactSource;
  readonly judgedBy: JudgedBy;
  readonly ledger: Pick<Ledger, 'append'>;
  /** UTC ms since 1970. */
  readonly clock: () => number;
}

/** What a look counts as, beside its rows, and a reading of all the records of sign-offs. */
const LOOK = 500;

/** The fields of `Query` and `Mutation` that are about unusual access, each behind its rule. */
export function createUnusualRoot(sources: UnusualSources): object {
  const { looking, source, judgedBy, ledger, clock } = sources;
  const prepare = (look: Look): Promise<CaseQuery> =>
    prepareQuery(look, judgedBy, {
      people: (days, most) => looking.ask({ kind: 'people', ...days, most }),
      find: (people) => source.find(people),
    });
  return {
    unusual: async (args: Arguments, { asked }: ReportContext) => {
      const filter = parseUnusualFilter(args);
      asked.read('unusual', aboutOf('CaseFilter', filter, parseFirst(args) + LOOK));
      const page = parsePage(args, CASE_ORDER);
      const query = await prepare(parseLook(filter, clock()));
      const found = await looking.ask({ kind: 'cases', query, filter, ...page });
      return { ...connection(found, page), notKnown: found.notKnown };
    },
    reviews: async (args: Arguments, { asked }: ReportContext) => {
      const filter = parseUnusualFilter(args);
      const isFound = indexedOrder(filter, parseRowOrder<ReviewField>(args)) !== undefined;
      const rows = parseFirst(args) + (isFound ? 0 : LOOK);
      asked.read('reviews', aboutOf('ReviewFilter', filter, rows));
      const page = parsePage(args, REVIEW_ORDER);
      const found = await looking.ask({ kind: 'reviews', filter, ...page });
      return connection(found, page);
    },
    rules: (_: Arguments, { asked }: ReportContext) => {
      asked.spend(0);
      return RULES.map(({ rule, title, text, mend }) => {
        const missing = mend(judgedBy.settings, judgedBy.known);
        return { rule, title, text, isConfigured: missing === null, mend: missing };
      });
    },
    review: async (args: Arguments, { asked, request }: ReportContext): Promise<ReviewNode> => {
      const { id, verdict, note, events } = parseSignOff(args);
      asked.read('review', { rows: LOOK });
      const look = await looking.ask({ kind: 'look', id });
      if (look === null) throw new GatewayError('CASE_UNKNOWN');
      if (look.patient !== null) asked.concern([look.patient]);
      const query = await prepare(look);
      const found = await looking.ask({ kind: 'case', id, query });
      if (found === null) throw new GatewayError('CASE_UNKNOWN');
      const salt = randomBytes(SALT_BYTES).toString('hex');
      // Whoever reviews by a role of their work needs no token that says which patient they are.
      const own = found.patient === null ? null : await source.recordOf(request.caller.subject);
      const { record, opening } = writeReview(request, found, { verdict, note, events, own, salt });
      const { first } = await ledger.append(record, opening);
      asked.wrote();
      await awaitIndexed(first, () => looking.ask({ kind: 'status' }));
      return reviewNode({
        leaf: first,
        case: id,
        actor: found.actor,
        issuer: found.issuer,
        patient: found.patient,
        day: found.day,
        rules: found.reasons.map(({ rule }) => rule),
        at: clock(),
        reviewer: request.caller.subject,
        reviewerIssuer: request.caller.issuer,
        reviewerName: request.caller.name,
        verdict,
        covers: found.lastLeaf,
        events: coveredEvents(found, events),
        note: opening.text,
      });
    },
  };
}

const SALT_BYTES = 32;

/** What a reading is recorded as. */
function aboutOf(by: 'CaseFilter' | 'ReviewFilter', filter: UnusualFilter, rows: number) {
  const filters = Object.keys(filter).map((name) => `${by}.${name}`);
  return { rows, filters, patient: filter.patient ?? null };
}

function connection<Node>(
  { nodes, cursors, next, total, refused }: PageAnswer<Node>,
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
