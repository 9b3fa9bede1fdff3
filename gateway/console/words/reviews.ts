import type { CaseState, RecordedVerdict } from '../api/parse-cases.ts';
import { ACTOR_FIELD_WORDS } from './actor-fields.ts';
import type { OutcomeWords } from './outcomes.ts';

/** What a reviewer found, in words. */
export const VERDICT_WORDS: Readonly<
  Record<RecordedVerdict, OutcomeWords & { readonly meaning: string }>
> = {
  APPROPRIATE: {
    text: 'Appropriate',
    sign: 'check',
    tone: 'good',
    meaning: 'The access belonged to the actor’s work.',
  },
  FOLLOW_UP: {
    text: 'Needs follow-up',
    sign: 'half',
    tone: 'warn',
    meaning: 'Somebody has to ask further: the note says who and what.',
  },
  VIOLATION: {
    text: 'Violation',
    sign: 'cross',
    tone: 'bad',
    meaning: 'The access was not allowed, whatever the system let through.',
  },
  REOPENED: {
    text: 'Opened again',
    sign: 'warning',
    tone: 'warn',
    meaning: 'The case waits for another review: the note says why.',
  },
};

/** What cases can be sorted by, as the API calls it, in words. */
export const CASE_FIELD_WORDS: ReadonlyMap<string, string> = new Map([
  ['LEAF', 'First record'],
  ['STATE', 'State'],
  ['DAY', 'Day'],
  ...ACTOR_FIELD_WORDS,
  ['ACTOR_NAME', 'Name of the actor'],
  ['ROLES', 'Roles'],
  ['PATIENT', 'Patient'],
  ['SINCE', 'First access'],
  ['UNTIL', 'Last access'],
  ['EVENTS', 'Number of events'],
  ['RULES', 'Rules'],
]);

/** The same of the findings that closed cases. */
export const REVIEW_FIELD_WORDS: ReadonlyMap<string, string> = new Map([
  ['LEAF', 'Record'],
  ['TIME', 'Time'],
  ['REVIEWER', 'Reviewer'],
  ['REVIEWER_ISSUER', 'Issuer of the reviewer’s account'],
  ['REVIEWER_NAME', 'Name of the reviewer'],
  ['VERDICT', 'Finding'],
  ['CASE', 'First record of the case'],
  ...ACTOR_FIELD_WORDS,
  ['PATIENT', 'Patient'],
  ['DAY', 'Day'],
  ['RULES', 'Rules'],
]);

/** How a case stands, in words. */
export const CASE_STATE_WORDS: Readonly<Record<CaseState, OutcomeWords>> = {
  OPEN: { text: 'Open', sign: 'dots', tone: 'plain' },
  REOPENED: { text: 'Open again', sign: 'warning', tone: 'warn' },
  SIGNED_OFF: { text: 'Closed', sign: 'check', tone: 'good' },
};
