import type { CaseState, ReviewVerdict } from '../api/parse-cases.ts';
import type { OutcomeWords } from './outcomes.ts';

/** What a reviewer found, in words. */
export const VERDICT_WORDS: Readonly<
  Record<ReviewVerdict, OutcomeWords & { readonly meaning: string }>
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
};

/** How a case stands, in words. */
export const CASE_STATE_WORDS: Readonly<Record<CaseState, OutcomeWords>> = {
  OPEN: { text: 'Open', sign: 'dots', tone: 'plain' },
  REOPENED: { text: 'Open again', sign: 'warning', tone: 'warn' },
  SIGNED_OFF: { text: 'Signed off', sign: 'check', tone: 'good' },
};
