import type { CaseState, ReviewStep, ReviewFinding, UnusualRule } from '../api/operations.types.ts';
import type { OutcomeWords } from './outcomes.ts';

interface FindingWords extends OutcomeWords {
  readonly meaning: string;
}

/** The findings that a reviewer chooses from, in words. */
export const REVIEW_FINDING_WORDS: Readonly<Record<ReviewFinding, FindingWords>> = {
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
    meaning: 'There are open questions: the note says which, and the person who follows up.',
  },
  VIOLATION: {
    text: 'Violation',
    sign: 'cross',
    tone: 'bad',
    meaning: 'The access was not allowed, although the system permitted it.',
  },
};

/** What the record of a review states, in words: a finding, a reopening, or another step. */
export const REVIEW_STEP_WORDS: Readonly<Record<ReviewStep, FindingWords>> = {
  ...REVIEW_FINDING_WORDS,
  REOPENED: {
    text: 'Reopened',
    sign: 'warning',
    tone: 'warn',
    meaning: 'The case awaits another review: the note says why.',
  },
  ASSIGNED: {
    text: 'Assigned',
    sign: 'half',
    tone: 'plain',
    meaning: 'An account was asked to review the case, or no account is any longer.',
  },
  IN_REVIEW: {
    text: 'In review',
    sign: 'half',
    tone: 'plain',
    meaning: 'The reviewer works on the case.',
  },
  COMMENT: { text: 'Comment', sign: 'dots', tone: 'plain', meaning: 'It changes no state.' },
};

/** The states of a case, in words. */
export const CASE_STATE_WORDS: Readonly<Record<CaseState, OutcomeWords>> = {
  OPEN: { text: 'Open', sign: 'dots', tone: 'plain' },
  ASSIGNED: { text: 'Assigned', sign: 'half', tone: 'plain' },
  IN_REVIEW: { text: 'In review', sign: 'half', tone: 'plain' },
  REOPENED: { text: 'Reopened', sign: 'warning', tone: 'warn' },
  CLOSED: { text: 'Closed', sign: 'check', tone: 'good' },
  SUPPRESSED: { text: 'Suppressed', sign: 'ban', tone: 'plain' },
};

/** The texts of a table of words, for a list of choices. */
export function choicesOf(
  words: Readonly<Record<string, OutcomeWords>>,
): readonly (readonly [code: string, text: string])[] {
  return Object.entries(words).map(([code, { text }]) => [code, text]);
}

/** What the time of a reason is. */
export const REASON_TIME_WORDS: Readonly<Partial<Record<UnusualRule, string>>> = {
  IMPOSSIBLE_TRAVEL: 'Access from the first site:',
  REPEAT_OFFENDER: 'Found',
  PATIENT_QUESTION: 'Asked',
  VOLUME: 'The hour began',
  BULK_DOWNLOAD: 'The hour began',
};
