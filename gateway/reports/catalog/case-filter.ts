import { CASE_STATES } from '../messages/case-states.ts';
import { parseCaseId } from './case-id.ts';
import { ACTOR, ACTOR_NAME, ISSUER, PATIENT, ROLE, SINCE, UNTIL } from './event-filter.ts';
import {
  atLeast,
  BOOLEAN,
  equals,
  includes,
  INTEGER,
  TEXT,
  type FilterOf,
  type FilterSpec,
} from './filter-spec.ts';
import { UNUSUAL_RULES } from './unusual-rule.ts';

/** What a reviewer can find in a case. */
export const REVIEW_FINDINGS = ['APPROPRIATE', 'FOLLOW_UP', 'VIOLATION'] as const;

/** A reviewer's finding. */
export type ReviewFinding = (typeof REVIEW_FINDINGS)[number];

/** Steps that neither close nor reopen a case: it waits for an account, an account works on it, or a reviewer comments. */
export const PROGRESS_STEPS = ['ASSIGNED', 'IN_REVIEW', 'COMMENT'] as const;

/** A step that neither closes nor reopens a case. */
export type ProgressStep = (typeof PROGRESS_STEPS)[number];

/** The steps of a review, each recorded as its `verdict`: a finding closes the case. */
export const REVIEW_STEPS = [...REVIEW_FINDINGS, 'REOPENED', ...PROGRESS_STEPS] as const;

/** A recorded step of a review. */
export type ReviewStep = (typeof REVIEW_STEPS)[number];

const RULE = {
  takes: { kind: 'enum', values: UNUSUAL_RULES },
  match: includes('rules'),
  flag: '--rule <RULE>',
  text: 'A rule that the case matches.',
  graphqlType: 'UnusualRule',
} as const;

/** The filter of cases. */
export const CASE_FILTER = {
  state: {
    takes: { kind: 'enum', values: CASE_STATES },
    match: equals('state'),
    flag: '--state <STATE>',
    text: 'State of the case: OPEN, ASSIGNED, IN_REVIEW, CLOSED, REOPENED or SUPPRESSED.',
    graphqlType: 'CaseState',
  },
  rule: RULE,
  actor: ACTOR,
  issuer: ISSUER,
  actorName: ACTOR_NAME,
  role: ROLE,
  patient: PATIENT,
  open: {
    takes: BOOLEAN,
    match: equals('isOpen'),
    flag: '--open',
    text: 'Cases that await review: all but those in the states CLOSED and SUPPRESSED.',
    textOfFalse: 'Closed and suppressed cases.',
  },
  assignee: {
    takes: TEXT,
    match: equals('assignee'),
    flag: '--assignee <subject>',
    text: 'Subject of the account that the case is assigned to, from any issuer.',
  },
  assigneeIssuer: {
    takes: TEXT,
    match: equals('assigneeIssuer'),
    flag: '--assignee-issuer <iss>',
    text: 'Issuer of the account that the case is assigned to.',
  },
  leastScore: {
    takes: INTEGER,
    match: atLeast('score'),
    flag: '--least-score <points>',
    text: 'At least this score, from 0 to 100.',
  },
  leastEvents: {
    takes: { kind: 'integer', min: 1 },
    match: atLeast('events'),
    flag: '--least-events <count>',
    text: 'At least this many events in the case; 1 or more.',
  },
  leaf: {
    takes: INTEGER,
    match: includes('leaves'),
    flag: '--leaf <index>',
    text: 'Index of a record that shows the case: one of Case.leaves.',
  },
  since: SINCE,
  until: UNTIL,
} as const satisfies FilterSpec;

/** The filter of cases. */
export type CaseFilter = FilterOf<typeof CASE_FILTER>;

/** The id of a case. */
const CASE_ID = {
  isValid: (text: string) => parseCaseId(text) !== null,
  name: 'the id of a case such as 1234-0',
};

/** A day of the calendar. */
const DAY = { isValid: isDay, name: 'a day such as 2026-01-31' };

/** The filter of reviews. */
export const REVIEW_FILTER = {
  reviewer: {
    takes: TEXT,
    match: equals('reviewer'),
    flag: '--reviewer <subject>',
    text: "Subject of the reviewer's token, from any issuer.",
  },
  reviewerIssuer: {
    takes: TEXT,
    match: equals('reviewerIssuer'),
    flag: '--reviewer-issuer <iss>',
    text: "Issuer of the reviewer's token.",
  },
  reviewerName: {
    takes: TEXT,
    match: equals('reviewerName'),
    flag: '--reviewer-name <name>',
    text: "Name of the reviewer, as in the reviewer's token.",
  },
  verdict: {
    takes: { kind: 'enum', values: REVIEW_STEPS },
    match: equals('verdict'),
    flag: '--verdict <VERDICT>',
    text: 'Verdict of the review: APPROPRIATE, FOLLOW_UP or VIOLATION; REOPENED, ASSIGNED, IN_REVIEW or COMMENT.',
    graphqlType: 'ReviewStep',
  },
  case: {
    takes: { kind: 'format', format: CASE_ID },
    match: equals('case'),
    flag: '--case <id>',
    text: 'Id of the case.',
    graphqlType: 'ID',
  },
  actor: ACTOR,
  issuer: ISSUER,
  patient: PATIENT,
  rule: RULE,
  day: {
    takes: { kind: 'format', format: DAY },
    match: equals('day'),
    flag: '--day <date>',
    text: 'Day of the case, UTC: 2026-01-31.',
  },
  since: SINCE,
  until: UNTIL,
} as const satisfies FilterSpec;

/** The filter of reviews. */
export type ReviewFilter = FilterOf<typeof REVIEW_FILTER>;

function isDay(text: string): boolean {
  const day = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : Number.NaN);
  // `Date` reads 30 February as 2 March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
