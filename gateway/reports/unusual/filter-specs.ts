import type { FilterSpec } from '../filter-spec.ts';
import type { CaseFilter } from './case-filter.ts';
import { CASE_STATES } from './case-state.ts';
import { REVIEW_VERDICTS } from './review.ts';
import type { ReviewFilter } from './review-filter.ts';
import { UNUSUAL_RULES } from './unusual-rule.ts';

const WORD = { is: 'word' } as const;
const NUMBER = { is: 'number' } as const;
const TIME = { is: 'time' } as const;
const RULE = { is: 'one of', words: UNUSUAL_RULES } as const;

/** What each part of `CaseFilter` takes. */
export const CASE_FILTER: FilterSpec<CaseFilter> = Object.freeze({
  state: { is: 'one of', words: CASE_STATES },
  rule: RULE,
  actor: WORD,
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
  reviewerName: WORD,
  verdict: { is: 'one of', words: REVIEW_VERDICTS },
  case: WORD,
  actor: WORD,
  patient: WORD,
  rule: RULE,
  day: WORD,
  since: TIME,
  until: TIME,
});
