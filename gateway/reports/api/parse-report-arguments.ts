import { z } from 'zod';
import { isTimeZone } from '../time-zone.ts';
import type { OutsideDisclosure } from '../accounting/write-disclosure.ts';
import type { ReviewStep, ReviewFinding } from '../catalog/case-filter.ts';
import { keysOf, type FilterOf, type FilterSpec } from '../catalog/filter-spec.ts';
import { describeValue } from '../catalog/parse-filter-value.ts';
import { badInput, tooMuch } from '../catalog/request-fault.ts';
import { filterKey, filterProblems, problemText } from '../catalog/resolve-filter.ts';
import {
  CHART_FIELDS,
  type ChartField,
  type RowOrder,
  type SortFields,
} from '../catalog/row-order.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';
import type { AskedPeople } from '../directory/create-directory.ts';
import { parseCursor, type CursorType } from '../query/cursor.ts';
import type { RowPage } from '../query/sort-rows.ts';
import type { Attachment } from '../surveillance/cases/attachment.ts';
import type { RequestedTerms } from '../surveillance/suppression/write-suppression.ts';
import { UNASSIGNED, type Assignment } from '../surveillance/cases/case-state.ts';

/** Arguments of a field, as graphql-js coerced them to the schema. */
export type Arguments = Readonly<Record<string, unknown>>;

/** The most rows of one page or chart. */
const MAX_ROWS = 1_000;

// graphql-js has checked the types of all arguments by the schema. What the schema cannot express is checked here.

/**
 * Parses the filter of a field, without its nulls. Throws `BAD_USER_INPUT` for unknown values, invalid formats and
 * reversed ranges.
 */
export function parseFilter<Spec extends FilterSpec>(
  { filter }: Arguments,
  spec: Spec,
  report: string,
): FilterOf<Spec> {
  const set = Object.entries((filter ?? {}) as Arguments).filter(([, value]) => value !== null);
  const parsed = Object.fromEntries(set);
  const problems = [
    ...set.flatMap(([name, value]) => {
      const takes = spec[name]?.takes;
      return takes?.kind !== 'format' || takes.format.isValid(String(value))
        ? []
        : [`${filterKey(name)} takes ${describeValue(takes)}.`];
    }),
    ...filterProblems(parsed, spec).map((problem) => problemText(problem, report, filterKey)),
  ];
  if (problems.length > 0) throw badInput(problems);
  return parsed as FilterOf<Spec>;
}

/** The patient in the filter of a field; null if it names none. */
export function parsePatient({ filter }: Arguments): string | null {
  return ((filter ?? {}) as { readonly patient?: string | null }).patient ?? null;
}

/** The page of a field. Throws as `parseFirst` does, and `BAD_USER_INPUT` for a cursor that is not of its order. */
export function parsePage<Fields extends SortFields>(
  args: Arguments,
  cursors: CursorType<Fields>,
): RowPage<keyof Fields & string> {
  const order = parseOrder(args, cursors.fields);
  const after = (args['after'] ?? null) as string | null;
  if (after !== null) parseCursor(after, order, cursors);
  return { order, after, limit: parseFirst(args) };
}

/** The order of a field. */
export function parseOrder<Fields extends SortFields>(
  { orderBy }: Arguments,
  fields: Fields,
): RowOrder<keyof Fields & string> {
  const { field, direction } = orderBy as { readonly field: string; readonly direction: string };
  const by = keysOf(fields).find((each) => each.toUpperCase() === field);
  if (by === undefined) throw new TypeError(`the schema has a sort field that does not exist`);
  return { by, direction: direction === 'ASC' ? 'asc' : 'desc' };
}

/** What the counts are grouped by. */
export function parseChartField({ by }: Arguments): ChartField {
  const field = CHART_FIELDS.find((each) => each.toUpperCase() === by);
  if (field === undefined) throw new TypeError('the schema has a chart field that does not exist');
  return field;
}

/** The time zone of days and hours. Throws `BAD_USER_INPUT` for an unknown one. */
export function parseTimeZone({ timeZone }: Arguments): string {
  const name = String(timeZone);
  if (!isTimeZone(name)) throw badInput(['timeZone is an IANA name such as Europe/Vienna.']);
  return name;
}

/** The number of rows. Throws `BAD_USER_INPUT` for less than one and `OPERATION_TOO_COMPLEX` for too many. */
export function parseFirst({ first }: Arguments): number {
  const rows = Number(first);
  if (rows < 1) throw badInput(['first is at least 1.']);
  if (rows > MAX_ROWS) throw tooMuch(`first is at most ${MAX_ROWS}.`);
  return rows;
}

/** A number of days. Throws `BAD_USER_INPUT` for less than one and `OPERATION_TOO_COMPLEX` for more than a leap year. */
export function parseDays(args: Arguments): number {
  const days = Number(args['days']);
  if (days < 1) throw badInput(['days is at least 1.']);
  if (days > MAX_DAYS) throw tooMuch(`days is at most ${MAX_DAYS}.`);
  return days;
}

const MAX_DAYS = 366;

/** The patient and the period of an accounting; null for what is not set. */
export function parseAccount({ patient, since, until }: Arguments) {
  return {
    patient: (patient ?? null) as string | null,
    since: (since ?? null) as number | null,
    until: (until ?? null) as number | null,
  };
}

/** The disclosure to record, from the arguments of `disclose`. */
export function parseDisclosureInput({ disclosure }: Arguments): OutsideDisclosure {
  const { date, address, purposeOfUse, basis, ...texts } = disclosure as DisclosureInput;
  return {
    ...texts,
    disclosed: date,
    address: address ?? null,
    purposeOfUse: purposeOfUse ?? null,
    basis: basis ?? null,
  };
}

/** `DisclosureInput` of `admin.graphql`. */
interface DisclosureInput {
  readonly patient: string;
  readonly date: number;
  readonly recipient: string;
  readonly address?: string | null;
  readonly description: string;
  readonly purpose: string;
  readonly purposeOfUse?: string | null;
  readonly basis?: string | null;
}

/** A step of the review of a case: a finding, a reopening, an assignment, a start or a comment. */
export interface RequestedReview {
  readonly id: string;
  readonly verdict: ReviewStep;
  readonly note: string | null;
  /** What a comment refers to. */
  readonly attachments: readonly Attachment[];
  readonly assignment: Assignment;
  /** Events that the reviewer has seen; null if not stated. */
  readonly events: number | null;
  /** Leaf of the last review that the reviewer has seen, 0 for none; null if not stated. */
  readonly latest: number | null;
}

/** `AttachmentInput` of `admin.graphql`. */
interface AttachmentInput {
  readonly name: string;
  readonly location?: string | null;
  readonly sha256?: string | null;
}

/** Of a step without attachments that assigns nothing. */
const PLAIN = { attachments: [], assignment: UNASSIGNED } as const;

/** Parses the arguments of `review`. Throws `BAD_USER_INPUT` for less than one event, or a negative `latest`. */
export function parseFinding(args: Arguments): RequestedReview {
  const { verdict, note } = args;
  return {
    ...parseCase(args),
    verdict: verdict as ReviewFinding,
    note: String(note),
    ...PLAIN,
  };
}

/** Parses the arguments of `reopen`. Throws `BAD_USER_INPUT` for a negative `latest`. */
export function parseReopening(args: Arguments): RequestedReview {
  const note = String(args['reason']);
  return { ...parseCase(args), verdict: 'REOPENED', note, ...PLAIN };
}

/** Parses the arguments of `comment`. Throws `BAD_USER_INPUT` for a negative `latest`; `writeReview` checks attachments. */
export function parseComment(args: Arguments): RequestedReview {
  const note = String(args['text']);
  const given = (args['attachments'] ?? []) as readonly AttachmentInput[];
  const attachments = given.map(({ name, location, sha256 }) => ({
    name: name.trim(),
    location: location?.trim() || null,
    sha256: sha256 ?? null,
  }));
  return { ...parseCase(args), verdict: 'COMMENT', note, ...PLAIN, attachments };
}

/** Parses the arguments of `closeCases`. Throws as `parseCases` does. */
export function parseClosing(args: Arguments): readonly RequestedReview[] {
  const { verdict, note } = args;
  const closing = { verdict: verdict as ReviewFinding, note: String(note), ...PLAIN };
  return parseCases(args).map((each) => ({ ...each, ...closing }));
}

/** Parses the arguments of `startReview`. Throws as `parseCases` does. */
export function parseStart(args: Arguments): readonly RequestedReview[] {
  const start = { verdict: 'IN_REVIEW', note: null, ...PLAIN } as const;
  return parseCases(args).map((each) => ({ ...each, ...start }));
}

/**
 * Parses the arguments of `assign`: `issuer` is the caller's unless it is stated. Throws as `parseCases` does, and
 * `BAD_USER_INPUT` for a day that does not exist or that needs an assignee.
 */
export function parseAssignment(args: Arguments, callerIssuer: string): readonly RequestedReview[] {
  const assignee = (args['assignee'] ?? null) as string | null;
  const issuer = (args['issuer'] ?? callerIssuer) as string;
  const due = (args['due'] ?? null) as string | null;
  const note = (args['note'] ?? null) as string | null;
  if (due !== null && !z.iso.date().safeParse(due).success)
    throw badInput(['due is a day such as 2026-01-31.']);
  if (due !== null && assignee === null) throw badInput(['due needs an assignee.']);
  const assignment = { assignee, assigneeIssuer: assignee === null ? null : issuer, due };
  return parseCases(args).map((each) => ({
    ...each,
    verdict: 'ASSIGNED',
    note,
    attachments: [],
    assignment,
  }));
}

/** The suppressions that are asked for: current ones, the others, or (null) all. */
export function parseCurrent({ current }: Arguments): boolean | null {
  return (current ?? null) as boolean | null;
}

/** The last day until which suppressions are asked for; null for any. Throws `BAD_USER_INPUT` for a day that does not exist. */
export function parseEndsBy({ endsBy }: Arguments): string | null {
  const day = (endsBy ?? null) as string | null;
  if (day !== null && !z.iso.date().safeParse(day).success)
    throw badInput(['endsBy is a day such as 2026-01-31.']);
  return day;
}

/** Parses the arguments of `suppressCases`. Throws `BAD_USER_INPUT` for a day that does not exist. */
export function parseSuppression(args: Arguments): RequestedTerms & { readonly id: string } {
  const since = (args['since'] ?? null) as string | null;
  const until = String(args['until']);
  for (const [name, day] of Object.entries({ since, until }))
    if (day !== null && !z.iso.date().safeParse(day).success)
      throw badInput([`${name} is a day such as 2026-01-31.`]);
  return {
    id: String(args['case']),
    rule: args['rule'] as UnusualRule,
    allPatients: args['allPatients'] === true,
    since,
    until,
    reason: String(args['reason']),
  };
}

/** Cases that one request may change: each is evaluated again. */
const MAX_CASES = 50;

type SeenCase = Pick<RequestedReview, 'id' | 'events' | 'latest'>;

/**
 * Parses a list of `CaseInput`. Throws `BAD_USER_INPUT` as `parseCase` does, for no case, and for one that is listed twice;
 * `OPERATION_TOO_COMPLEX` for more than 50.
 */
function parseCases({ cases }: Arguments): readonly SeenCase[] {
  const parsed = (cases as readonly Arguments[]).map(parseCase);
  if (parsed.length === 0) throw badInput(['cases names at least one case.']);
  if (parsed.length > MAX_CASES) throw tooMuch(`cases names at most ${MAX_CASES} cases.`);
  if (new Set(parsed.map(({ id }) => id)).size < parsed.length)
    throw badInput(['cases names each case once.']);
  return parsed;
}

function parseCase(args: Arguments): SeenCase {
  const events = (args['events'] ?? null) as number | null;
  const latest = (args['latest'] ?? null) as number | null;
  if (events !== null && events < 1) throw badInput(['events is at least 1.']);
  if (latest !== null && latest < 0) throw badInput(['latest is at least 0.']);
  return { id: String(args['case']), events, latest };
}

/** Parses the arguments of `people`. */
export function parseAskedPeople({ patients, actors }: Arguments): AskedPeople {
  return { patients: patients as readonly string[], actors: actors as AskedPeople['actors'] };
}
