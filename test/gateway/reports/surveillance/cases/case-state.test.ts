import { describe, expect, it } from '@jest/globals';
import type { ReviewStep } from '../../../../../gateway/reports/catalog/case-filter.ts';
import { parseReview } from '../../../../../gateway/reports/surveillance/recorded/parse-review.ts';
import {
  assignmentOf,
  caseState,
  closingReview,
} from '../../../../../gateway/reports/surveillance/cases/case-state.ts';
import type { DetectedCase } from '../../../../../gateway/reports/surveillance/cases/detected-case.ts';
import type { RecordedReview } from '../../../../../gateway/reports/surveillance/cases/recorded-review.ts';

const FOUND: DetectedCase = {
  place: { concerns: 'record', event: 7 * 65_536 },
  day: 0,
  actor: 'nina',
  issuer: 'https://idp.test',
  actorName: null,
  roles: ['nurse'],
  patient: 'p1',
  since: 0,
  until: 0,
  events: 2,
  lastLeaf: 9,
  leaves: [7, 9],
  accesses: [],
  reasons: [{ rule: 'SELF', text: '' }],
  notKnown: [],
  suppressions: [],
};

/** The steps of a review, oldest first: a verdict, or a verdict and what differs from a full review by Otto. */
type Step = ReviewStep | readonly [ReviewStep, Partial<RecordedReview>];

function reviewsOf(steps: readonly Step[]): readonly RecordedReview[] {
  return steps.map((step, index) => {
    const [verdict, about] = typeof step === 'string' ? [step, {}] : step;
    return {
      leaf: 20 + index,
      case: '7-0',
      actor: 'nina',
      issuer: 'https://idp.test',
      patient: 'p1',
      day: '1970-01-01',
      rules: ['SELF'],
      at: 0,
      reviewer: 'otto',
      reviewerIssuer: 'https://staff.test',
      reviewerName: null,
      verdict,
      assignee: verdict === 'ASSIGNED' ? 'olga' : null,
      assigneeIssuer: verdict === 'ASSIGNED' ? 'https://staff.test' : null,
      due: null,
      covers: 9,
      events: 2,
      note: null,
      attachments: [],
      notePlaceholder: null,
      ...about,
    };
  });
}

const TO_NO_ACCOUNT: Step = ['ASSIGNED', { assignee: null, assigneeIssuer: null }];
const OLD_FINDING: Step = ['APPROPRIATE', { covers: 7, events: 1 }];

describe('the state of a case', () => {
  it.each<[string, readonly Step[]]>([
    ['OPEN', []],
    ['OPEN', ['COMMENT']],
    ['ASSIGNED', ['ASSIGNED']],
    ['ASSIGNED', ['ASSIGNED', 'COMMENT']],
    ['OPEN', ['ASSIGNED', TO_NO_ACCOUNT]],
    ['OPEN', ['IN_REVIEW', TO_NO_ACCOUNT]],
    ['IN_REVIEW', ['ASSIGNED', 'IN_REVIEW']],
    ['IN_REVIEW', ['IN_REVIEW', 'COMMENT']],
    ['ASSIGNED', ['IN_REVIEW', 'ASSIGNED']],
    ['CLOSED', ['ASSIGNED', 'IN_REVIEW', 'FOLLOW_UP']],
    ['CLOSED', ['VIOLATION', 'COMMENT']],
    ['CLOSED', ['VIOLATION', 'ASSIGNED']],
    ['REOPENED', ['VIOLATION', 'REOPENED']],
    ['REOPENED', ['VIOLATION', 'REOPENED', 'COMMENT']],
    ['REOPENED', ['ASSIGNED', 'VIOLATION', 'REOPENED']],
    ['ASSIGNED', ['VIOLATION', 'REOPENED', 'ASSIGNED']],
    ['REOPENED', ['VIOLATION', 'REOPENED', 'ASSIGNED', TO_NO_ACCOUNT]],
    ['REOPENED', [OLD_FINDING]],
    ['IN_REVIEW', [OLD_FINDING, 'IN_REVIEW']],
    ['OPEN', [['IN_REVIEW', { reviewer: 'nina' }]]],
    ['OPEN', [['IN_REVIEW', { case: '8-0' }]]],
  ])('is %s after %j', (state, steps) => {
    expect(caseState(FOUND, reviewsOf(steps))).toBe(state);
    // The order in which reviews are read does not matter.
    expect(caseState(FOUND, reviewsOf(steps).toReversed())).toBe(state);
  });

  it.each<ReviewStep>(['ASSIGNED', 'IN_REVIEW', 'COMMENT', 'REOPENED'])(
    'is closed by findings alone, never by the step %s, whatever it covers',
    (verdict) => {
      expect(closingReview(FOUND, reviewsOf([verdict]))).toBeNull();
    },
  );
});

describe('the account that works on a case', () => {
  const OLGA = { assignee: 'olga', assigneeIssuer: 'https://staff.test', due: null };
  const OTTO = { ...OLGA, assignee: 'otto' };
  const NO_ACCOUNT = { assignee: null, assigneeIssuer: null, due: null };
  const BY_FRIDAY: Step = ['ASSIGNED', { due: '2026-01-30' }];
  it.each<[string, readonly Step[], object]>([
    ['none without steps', [], NO_ACCOUNT],
    ['that of the last assignment', ['IN_REVIEW', 'ASSIGNED'], OLGA],
    ['the reviewer who started last', ['ASSIGNED', 'IN_REVIEW'], OTTO],
    [
      'the reviewer who started, until the day of the assignment',
      [BY_FRIDAY, 'IN_REVIEW'],
      { ...OTTO, due: '2026-01-30' },
    ],
    ['none after an assignment to no account', [BY_FRIDAY, TO_NO_ACCOUNT], NO_ACCOUNT],
    [
      'the same after it was closed and reopened',
      [BY_FRIDAY, 'VIOLATION', 'REOPENED'],
      { ...OLGA, due: '2026-01-30' },
    ],
    ['not changed by a comment', ['ASSIGNED', 'COMMENT'], OLGA],
    ['not chosen by the actor of the case', [['ASSIGNED', { reviewer: 'nina' }]], NO_ACCOUNT],
  ])('is %s', (_, steps, expected) => {
    expect(assignmentOf(FOUND, reviewsOf(steps))).toEqual(expected);
  });
});

describe('the record of a step', () => {
  const RECORD = { case: '7-0', subject: 'nina', day: '2026-01-14', rules: 'SELF', covers: 9 };
  it('of an earlier version, without issuer, events and assignment, is read', () => {
    expect(parseReview({ ...RECORD, verdict: 'APPROPRIATE' })).toMatchObject({
      issuer: null,
      events: null,
      assignee: null,
      due: null,
    });
  });

  it.each([
    ['of an unknown verdict', { verdict: 'IGNORED' }],
    [
      'with a day that does not exist',
      { verdict: 'ASSIGNED', assignee: 'olga', due: '2026-02-30' },
    ],
    ['with a number in place of the account', { verdict: 'ASSIGNED', assignee: 7 }],
  ])('%s is not read', (_, about) => {
    expect(parseReview({ ...RECORD, ...about })).toBeNull();
  });
});
