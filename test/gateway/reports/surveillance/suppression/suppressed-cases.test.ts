import { describe, expect, it } from '@jest/globals';
import type { ReviewStep } from '../../../../../gateway/reports/catalog/case-filter.ts';
import { caseNode } from '../../../../../gateway/reports/surveillance/cases/case-node.ts';
import { caseState } from '../../../../../gateway/reports/surveillance/cases/case-state.ts';
import type { DetectedCase } from '../../../../../gateway/reports/surveillance/cases/detected-case.ts';
import {
  NO_FACTS,
  type PeopleFacts,
} from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import { countSuppressed } from '../../../../../gateway/reports/surveillance/queries/list-cases.ts';
import type { RecordedReview } from '../../../../../gateway/reports/surveillance/cases/recorded-review.ts';
import { sumParts } from '../../../../../gateway/reports/surveillance/cases/score.ts';
import { scoreCases } from '../../../../../gateway/reports/surveillance/cases/score-cases.ts';
import { writeActor } from '../../../../../gateway/reports/index/actors.ts';
import { DEFAULT_SETTINGS } from '../../../../../gateway/reports/surveillance/surveillance-config.ts';
import { coverCases } from '../../../../../gateway/reports/surveillance/suppression/apply-suppressions.ts';
import type { Suppression } from '../../../../../gateway/reports/surveillance/cases/suppression.ts';
import { FOUND, suppression } from './sample-suppression.ts';

const LIFT = {
  leaf: 30,
  at: 0,
  reviewer: 'otto',
  reviewerIssuer: 'https://idp.test',
  reviewerName: null,
  reason: 'She moved.',
  reasonPlaceholder: null,
};

/** The case with the suppressions that cover it. */
function cover(
  found: DetectedCase,
  suppressions: readonly Suppression[],
  facts: PeopleFacts = NO_FACTS,
): DetectedCase {
  return coverCases([found], suppressions, facts)[0] ?? found;
}

const onDay = (day: string): Partial<DetectedCase> => ({ day: Date.parse(day) });
const VIP = { rule: 'VIP', text: '' } as const;
const TWO_RULES = [...FOUND.reasons, VIP];

describe('a case', () => {
  it.each<[string, Partial<DetectedCase>, readonly Partial<Suppression>[]]>([
    ['its actor, rule, patient and day', {}, [{}]],
    ['its actor and rule, for all patients', {}, [{ patient: null }]],
    ['its day as the first', onDay('2026-01-14'), [{}]],
    ['its day as the last', onDay('2026-02-14'), [{}]],
    ['each of its rules', { reasons: TWO_RULES }, [{}, { rule: 'VIP', leaf: 21, patient: null }]],
    [
      'all patients, which includes a case about many patients',
      { patient: null, reasons: [{ rule: 'VOLUME', text: '' }] },
      [{ rule: 'VOLUME', patient: null }],
    ],
    ['a lifted suppression and another one', {}, [{ lifted: LIFT }, { leaf: 40 }]],
  ])('is SUPPRESSED by suppressions of %s', (_, about, suppressions) => {
    const found = cover({ ...FOUND, ...about }, suppressions.map(suppression));
    expect(caseState(found, [])).toBe('SUPPRESSED');
  });

  it.each<[string, Partial<DetectedCase>, Partial<Suppression>]>([
    ['of another actor', {}, { actor: 'nora' }],
    ['of an account with the same subject at another issuer', {}, { issuer: 'https://other.test' }],
    ['of another rule', {}, { rule: 'VIP' }],
    ['of another patient', {}, { patient: 'p2' }],
    ['of one patient, for a case about many', { patient: null }, {}],
    ['of an erased patient', { patient: '(erased)' }, { patient: '(erased)' }],
    ['that begins a day later', onDay('2026-01-13'), {}],
    ['that ended a day before the access', onDay('2026-02-15'), {}],
    ['that was lifted', {}, { lifted: LIFT }],
    ['of one of its two rules', { reasons: TWO_RULES }, {}],
    ['by the actor of the case', {}, { reviewer: 'nina' }],
    [
      'of a rule that cannot be suppressed',
      { reasons: [{ rule: 'BREAK_GLASS', text: '' }] },
      { rule: 'BREAK_GLASS' },
    ],
    [
      'of the rule that found it, if the actor has an earlier violation',
      { reasons: [...FOUND.reasons, { rule: 'REPEAT_OFFENDER', text: '' }] },
      { patient: null },
    ],
  ])('stays OPEN with a suppression %s', (_, about, terms) => {
    const found = cover({ ...FOUND, ...about }, [suppression(terms)]);
    expect(caseState(found, [])).toBe('OPEN');
  });

  it.each<[string, string, Partial<Suppression>, string]>([
    ['OPEN', 'the reviewer’s own', { patient: null }, 'p1'],
    ['OPEN', 'the reviewer’s own, as the facts say by now', {}, 'p1'],
    ['SUPPRESSED', 'of another patient than the reviewer', { patient: null }, 'p2'],
    [
      'SUPPRESSED',
      'of the reviewer’s namesake at another issuer',
      { patient: null, reviewerIssuer: 'https://other.test' },
      'p1',
    ],
  ])('is %s with a suppression if the record is %s', (state, _, terms, own) => {
    const olga = writeActor({ issuer: 'https://idp.test', subject: 'olga' });
    const facts = { ...NO_FACTS, actors: new Map([[olga, new Map([['patient', own] as const])]]) };
    expect(caseState(cover(FOUND, [suppression(terms)], facts), [])).toBe(state);
  });

  it('names the newest of the suppressions that cover it by the same rule, in any order', () => {
    const both = [suppression({ leaf: 20, patient: null }), suppression({ leaf: 25 })];
    for (const suppressions of [both, both.toReversed()])
      expect(cover(FOUND, suppressions).suppressions.map(({ leaf }) => leaf)).toEqual([25]);
  });
});

/** A step of the review after (leaf 50) or before (leaf 10) the suppression, which is leaf 20. */
function step(verdict: ReviewStep, about: Partial<RecordedReview> = {}): RecordedReview {
  return {
    leaf: 50,
    case: '7-0',
    actor: 'nina',
    issuer: 'https://idp.test',
    patient: 'p1',
    day: '2026-01-14',
    rules: ['NEIGHBOR'],
    at: 0,
    reviewer: 'otto',
    reviewerIssuer: 'https://idp.test',
    reviewerName: null,
    verdict,
    assignee: verdict === 'ASSIGNED' ? 'otto' : null,
    assigneeIssuer: null,
    due: null,
    covers: 7,
    events: 1,
    note: null,
    attachments: [],
    notePlaceholder: null,
    ...about,
  };
}

describe('a suppressed case', () => {
  const found = cover(FOUND, [suppression()]);
  const before = { leaf: 10 };
  it.each<[string, readonly RecordedReview[]]>([
    ['SUPPRESSED', [step('ASSIGNED', before)]],
    ['SUPPRESSED', [step('IN_REVIEW', before)]],
    ['SUPPRESSED', [step('VIOLATION', { leaf: 9 }), step('REOPENED', before)]],
    ['SUPPRESSED', [step('COMMENT')]],
    ['SUPPRESSED', [step('ASSIGNED', { assignee: null })]],
    ['SUPPRESSED', [step('REOPENED', { reviewer: 'nina' })]],
    ['SUPPRESSED', [step('APPROPRIATE', { rules: ['VIP'] })]],
    ['REOPENED', [step('REOPENED')]],
    ['IN_REVIEW', [step('IN_REVIEW')]],
    ['ASSIGNED', [step('ASSIGNED')]],
    ['CLOSED', [step('VIOLATION')]],
    ['CLOSED', [step('APPROPRIATE', before)]],
    ['REOPENED', [step('APPROPRIATE', before), step('REOPENED')]],
  ])('is %s after %j', (state, reviews) => {
    expect(caseState(found, reviews)).toBe(state);
  });

  it('lists the suppression with its reason and end, and no longer once it is taken back', () => {
    const listed = caseNode(found, [], sumParts([]));
    expect(listed.suppressions).toMatchObject([
      { leaf: 20, reason: 'Works in the same clinic.', until: '2026-02-14' },
    ]);
    expect(caseNode(found, [step('REOPENED')], sumParts([])).suppressions).toEqual([]);
  });

  it('is counted whatever state the filter asks for, but only if it fits the rest of the filter', () => {
    const listed = [FOUND, found].map((each) => ({
      found: each,
      node: caseNode(each, [], sumParts([])),
    }));
    for (const filter of [{}, { open: true }, { state: 'CLOSED' as const }, { actor: 'nina' }])
      expect(countSuppressed(listed, filter)).toBe(1);
    for (const filter of [{ actor: 'nora' }, { leastScore: 1 }, { rule: 'VIP' as const }])
      expect(countSuppressed(listed, filter)).toBe(0);
  });
});

describe('the score', () => {
  const context = { settings: DEFAULT_SETTINGS, facts: NO_FACTS, reviews: [] };
  const scoresOf = (cases: readonly DetectedCase[]) => {
    const scores = scoreCases(cases, context);
    return cases.map((each) => scores.get(each)?.points);
  };

  it('of a case leaves out the points of a rule that is covered, and stays if all are', () => {
    const two = { ...FOUND, reasons: TWO_RULES };
    expect(scoresOf([cover(two, [suppression()])])).toEqual([40]);
    expect(scoresOf([cover(FOUND, [suppression()])])).toEqual([35]);
  });

  it('of a case does not grow by suppressed cases of the same actor', () => {
    const other = { ...FOUND, patient: 'p2' };
    expect(scoresOf([FOUND, other])).toEqual([40, 40]);
    expect(scoresOf([cover(FOUND, [suppression()]), other])).toEqual([40, 35]);
  });
});
