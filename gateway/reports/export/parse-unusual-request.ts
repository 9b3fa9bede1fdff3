import { z } from 'zod';
import type { EventOrder } from '../index/event-order.ts';
import type { TextFormat } from '../named/text-writer.ts';
import { CASE_STATES } from '../unusual/case-state.ts';
import { parseUnusualFilter, type UnusualFilter } from '../unusual/parse-unusual-arguments.ts';
import { REVIEW_VERDICTS } from '../unusual/review.ts';
import { UNUSUAL_RULES } from '../unusual/unusual-rule.ts';
import type { UnusualReport } from '../unusual/unusual-reports.ts';
import { time, word } from './filter-values.ts';

/** A report on unusual access as a file, as somebody asks for it. */
export interface UnusualRequest {
  readonly by: UnusualReport['by'];
  readonly report: UnusualReport;
  readonly format: TextFormat;
  readonly filter: UnusualFilter;
  readonly order: EventOrder;
}

/** Reads the body of a request for one; null for one that is none. Its order is the report's own. */
export function parseUnusualRequest(report: UnusualReport, body: unknown): UnusualRequest | null {
  const parsed = BODY.safeParse(body);
  if (!parsed.success) return null;
  const read = FILTERS[report.by].safeParse(parsed.data.filter);
  const format = report.formats.find((each) => each === parsed.data.format);
  if (!read.success || format === undefined) return null;
  const { by, order } = report;
  return { by, report, format, filter: parseUnusualFilter({ filter: read.data }), order };
}

const BODY = z.strictObject({
  report: z.string(),
  format: z.string(),
  filter: z.unknown().default({}),
  orderBy: z.null().optional(),
});

/** As `admin.graphql` has them. */
const FILTERS = {
  CaseFilter: z.strictObject({
    state: z.enum(CASE_STATES).nullish(),
    rule: z.enum(UNUSUAL_RULES).nullish(),
    actor: word,
    patient: word,
    since: time,
    until: time,
  }),
  ReviewFilter: z.strictObject({
    reviewer: word,
    verdict: z.enum(REVIEW_VERDICTS).nullish(),
    since: time,
    until: time,
  }),
};
