import { parseAfter, parseFirst, type Arguments } from './parse-report-arguments.ts';
import { filterKey, filterProblems, problemText } from '../catalog/resolve-filter.ts';
import { parseRowCursor } from '../query/row-cursor.ts';
import type { RowOrder, Sortable } from '../query/row-order.ts';
import type { RowPage } from '../query/sort-rows.ts';
import { badInput, tooMuch } from '../catalog/request-fault.ts';
import type { CaseFilter } from '../catalog/case-filter.ts';
import { CASE_FORM, DAY_FORM } from '../catalog/filter-specs.ts';
import type { Look } from '../surveillance/find-cases.ts';
import { DAY_MS } from '../surveillance/find-day.ts';
import type { ReviewFilter } from '../catalog/review-filter.ts';
import type { RecordedVerdict, ReviewVerdict } from '../surveillance/review.ts';

/** A filter of cases or of sign-offs: what is set in it. */
export type UnusualFilter = CaseFilter & ReviewFilter;

/** What a look asks for without saying it. */
const USUAL_DAYS = 30;

/** Days that one look may take. */
const MOST_DAYS = 366;

// The schema has checked the types of all arguments before; what it can't say is checked here.

/**
 * The filter of `unusual` or `reviews`, without what is null. Throws `BAD_USER_INPUT` for a case or a day that
 * there can't be, a period that ends before it begins, and for less than one event.
 */
export function parseUnusualFilter({ filter }: Arguments): UnusualFilter {
  const set = Object.entries((filter ?? {}) as Arguments).filter(([, value]) => value !== null);
  const asked = Object.fromEntries(set) as UnusualFilter;
  const { case: id, day, leastEvents = 1 } = asked;
  const problems = [
    ...(id === undefined || CASE_FORM.isOf(id) ? [] : [`filter.case takes ${CASE_FORM.name}.`]),
    ...(day === undefined || DAY_FORM.isOf(day) ? [] : [`filter.day takes ${DAY_FORM.name}.`]),
    ...(leastEvents < 1 ? ['filter.leastEvents is at least 1.'] : []),
    ...filterProblems(asked, {}).map((problem) => problemText(problem, 'unusual', filterKey)),
  ];
  if (problems.length > 0) throw badInput(problems);
  return asked;
}

/** Which page of cases or sign-offs. Throws `BAD_USER_INPUT` for a cursor that is none of its order. */
export function parsePage<Row, Field extends string>(
  args: Arguments,
  sortable: Sortable<Row, Field>,
): RowPage<Field> {
  const order = parseRowOrder<Field>(args);
  const after = parseAfter(args);
  if (after !== null) parseRowCursor(after, sortable, order);
  return { order, after, limit: parseFirst(args) };
}

/** The order of cases or sign-offs. */
export function parseRowOrder<Field extends string>({ orderBy }: Arguments): RowOrder<Field> {
  const { field, direction } = orderBy as { readonly [name: string]: string };
  return { by: field?.toLowerCase(), direction: direction?.toLowerCase() } as RowOrder<Field>;
}

/**
 * Which days are looked at, and whose events. Throws `BAD_USER_INPUT` for a time beyond the calendar's, and
 * `OPERATION_TOO_COMPLEX` for more than 366 days.
 */
export function parseLook(filter: CaseFilter, now: number): Look {
  const until = filter.until ?? now;
  const since = filter.since ?? until - USUAL_DAYS * DAY_MS;
  if (until - since > MOST_DAYS * DAY_MS) throw tooMuch(`A look takes at most ${MOST_DAYS} days.`);
  const { actor = null, issuer = null, patient = null } = filter;
  return { since, until, actor, issuer, patient };
}

/** What a reviewer says of which case. */
export interface AskedReview {
  readonly id: string;
  readonly verdict: RecordedVerdict;
  readonly note: string;
  /** Null where they don't say how many they have seen. */
  readonly events: number | null;
  /** Leaf of the last review or reopening that they have seen, 0 for none; null where they don't say. */
  readonly latest: number | null;
}

/** Which case is reopened, and why. Throws `BAD_USER_INPUT` for a record that there can't be. */
export function parseReopening(args: Arguments): AskedReview {
  const { case: id, reason } = args;
  const latest = parseLatest(args);
  return { id: String(id), verdict: 'REOPENED', note: String(reason), events: null, latest };
}

/** What a reviewer says of which case. Throws the same, also for less than one event. */
export function parseSignOff(args: Arguments): AskedReview {
  const { case: id, verdict, note } = args;
  const events = (args['events'] ?? null) as number | null;
  if (events !== null && events < 1) throw badInput(['events is at least 1.']);
  const said = { verdict: verdict as ReviewVerdict, note: String(note) };
  return { id: String(id), ...said, events, latest: parseLatest(args) };
}

function parseLatest(args: Arguments): number | null {
  const latest = (args['latest'] ?? null) as number | null;
  if (latest !== null && latest < 0) throw badInput(['latest is at least 0.']);
  return latest;
}
