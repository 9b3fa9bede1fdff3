import type { SignName } from './sign-names.ts';

/** How a code is shown: a word, a sign and a tone. */
export interface OutcomeWords {
  readonly text: string;
  readonly sign: SignName;
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
}

/** An outcome in words; an unknown code as it is. */
export function outcomeWords(code: string): OutcomeWords {
  return WORDS.get(code) ?? { text: code, sign: 'dots', tone: 'plain' };
}

const WORDS: ReadonlyMap<string, OutcomeWords> = new Map([
  ['permit', { text: 'Allowed', sign: 'check', tone: 'good' }],
  ['partial', { text: 'Partly allowed', sign: 'half', tone: 'warn' }],
  ['deny', { text: 'Denied', sign: 'cross', tone: 'bad' }],
  ['pending', { text: 'Pending', sign: 'dots', tone: 'plain' }],
  ['error', { text: 'Failed', sign: 'warning', tone: 'bad' }],
  ['unreleased', { text: 'Not released', sign: 'ban', tone: 'plain' }],
]);

/** Outcomes in words, by code. */
export const OUTCOME_WORDS: ReadonlyMap<string, string> = new Map(
  [...WORDS].map(([code, { text }]) => [code, text]),
);
