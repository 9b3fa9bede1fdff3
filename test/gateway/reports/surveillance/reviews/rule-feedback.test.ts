import { describe, expect, it } from '@jest/globals';
import type { RecordedReview } from '../../../../../gateway/reports/surveillance/cases/recorded-review.ts';
import { countFeedback } from '../../../../../gateway/reports/surveillance/reviews/rule-feedback.ts';
import {
  UNUSUAL_RULES,
  declarationOf,
} from '../../../../../gateway/reports/catalog/unusual-rule.ts';
import {
  DEFAULT_SETTINGS,
  thresholdIn,
} from '../../../../../gateway/reports/surveillance/surveillance-config.ts';

function review(leaf: number, changes: Partial<RecordedReview> = {}): RecordedReview {
  return {
    leaf,
    case: '1-0',
    actor: 'nina',
    issuer: 'https://idp.test',
    patient: 'p1',
    day: '2026-01-01',
    rules: ['VIP'],
    at: leaf,
    reviewer: 'olga',
    reviewerIssuer: 'https://idp.test',
    reviewerName: null,
    verdict: 'APPROPRIATE',
    assignee: null,
    assigneeIssuer: null,
    due: null,
    covers: 0,
    events: 1,
    note: null,
    attachments: [],
    notePlaceholder: null,
    ...changes,
  };
}

const ofVip = (...reviews: readonly RecordedReview[]) => {
  const found = countFeedback(reviews).find(({ rule }) => rule === 'VIP');
  return [found?.closed, found?.appropriate];
};

describe('the feedback of reviewers on a rule', () => {
  it('counts each closed case once, by its last finding, whatever order the reviews are in', () => {
    const appropriate = review(3);
    expect(ofVip(appropriate)).toEqual([1, 1]);
    expect(ofVip(appropriate, review(2, { verdict: 'VIOLATION' }))).toEqual([1, 1]);
    expect(ofVip(appropriate, review(4, { verdict: 'FOLLOW_UP' }))).toEqual([1, 0]);
    expect(ofVip(appropriate, review(5, { case: '2-0', verdict: 'VIOLATION' }))).toEqual([2, 1]);
  });

  it('leaves out cases that were opened again, steps that find nothing, and reviews by the actor', () => {
    expect(ofVip(review(3), review(4, { verdict: 'REOPENED' }))).toEqual([0, 0]);
    expect(ofVip(review(3, { verdict: 'COMMENT' }))).toEqual([0, 0]);
    expect(ofVip(review(3, { verdict: 'ASSIGNED' }))).toEqual([0, 0]);
    expect(ofVip(review(3, { reviewer: 'nina' }))).toEqual([0, 0]);
    expect(ofVip(review(3), review(4, { verdict: 'COMMENT' }))).toEqual([1, 1]);
  });

  it('counts a case for each rule that found it, and lists every rule', () => {
    const counted = countFeedback([review(3, { rules: ['VIP', 'AFTER_HOURS'] })]);
    expect(counted.map(({ rule }) => rule)).toEqual(UNUSUAL_RULES);
    const closed = counted.filter((each) => each.closed === 1).map(({ rule }) => rule);
    expect(closed).toEqual(['VIP', 'AFTER_HOURS']);
  });
});

it.each(
  UNUSUAL_RULES.flatMap((rule) => {
    const { threshold } = declarationOf(rule);
    return threshold === null ? [] : [[rule, threshold] as const];
  }),
)(
  'the threshold of the rule %s stands in the settings where it is declared',
  (_rule, threshold) => {
    expect(thresholdIn(DEFAULT_SETTINGS, threshold)).toBe(threshold.standard);
  },
);
