import { z } from 'zod';
import type { ReviewStep, ReviewFinding } from '../catalog/case-filter.ts';
import { badInput, tooMuch } from '../catalog/request-fault.ts';
import type { Attachment } from '../surveillance/cases/attachment.ts';
import { UNASSIGNED, type Assignment } from '../surveillance/cases/case-state.ts';
import type { Arguments } from './parse-page-arguments.ts';

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
