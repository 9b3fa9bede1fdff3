import type { FilterSpec, TextForm } from './filter-spec.ts';
import type { CaseFilter } from './case-filter.ts';
import { parseCaseId } from './case-id.ts';
import { CASE_STATES } from '../surveillance/case-state.ts';
import { RECORDED_VERDICTS } from '../surveillance/review.ts';
import type { ReviewFilter } from './review-filter.ts';
import { UNUSUAL_RULES } from './unusual-rule.ts';

const WORD = { is: 'word' } as const;
const NUMBER = { is: 'number' } as const;
const TIME = { is: 'time' } as const;
const RULE = { is: 'one of', words: UNUSUAL_RULES } as const;

/** The id of a case. */
export const CASE_FORM: TextForm = {
  isOf: (text) => parseCaseId(text) !== null,
  name: 'the id of a case such as 1234-0',
};

/** A day of the calendar. */
export const DAY_FORM: TextForm = { isOf: isDay, name: 'a day such as 2026-01-31' };

/** What each part of `CaseFilter` takes. */
export const CASE_FILTER: FilterSpec<CaseFilter> = Object.freeze({
  state: { is: 'one of', words: CASE_STATES },
  rule: RULE,
  actor: WORD,
  issuer: WORD,
  actorName: WORD,
  role: WORD,
  patient: WORD,
  leastEvents: NUMBER,
  leaf: NUMBER,
  since: TIME,
  until: TIME,
});

/** What each part of `ReviewFilter` takes. */
export const REVIEW_FILTER: FilterSpec<ReviewFilter> = Object.freeze({
  reviewer: WORD,
  reviewerIssuer: WORD,
  reviewerName: WORD,
  verdict: { is: 'one of', words: RECORDED_VERDICTS },
  case: { is: 'of form', form: CASE_FORM },
  actor: WORD,
  issuer: WORD,
  patient: WORD,
  rule: RULE,
  day: { is: 'of form', form: DAY_FORM },
  since: TIME,
  until: TIME,
});

function isDay(text: string): boolean {
  const day = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : Number.NaN);
  // `Date` takes 30 February for 2 March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
