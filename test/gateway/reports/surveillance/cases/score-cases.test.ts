import { describe, expect, it } from '@jest/globals';
import type { RecordAccess } from '../../../../../gateway/reports/surveillance/accesses/access-group.ts';
import { writeActor } from '../../../../../gateway/reports/index/actors.ts';
import type { DetectedCase } from '../../../../../gateway/reports/surveillance/cases/detected-case.ts';
import { NO_FACTS } from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import type { RecordedReview } from '../../../../../gateway/reports/surveillance/cases/recorded-review.ts';
import { scoreCases } from '../../../../../gateway/reports/surveillance/cases/score-cases.ts';
import { DEFAULT_SETTINGS } from '../../../../../gateway/reports/surveillance/surveillance-config.ts';
import {
  UNUSUAL_RULES,
  type UnusualRule,
} from '../../../../../gateway/reports/catalog/unusual-rule.ts';
import { DAY_MS } from '../../../../../gateway/platform/durations.ts';
import { access } from '../groups.ts';

const DAY = Date.UTC(2026, 0, 14);

let events = 0;
/** A case of nina and p1 that these rules find. */
function found(
  rules: readonly UnusualRule[],
  about: Partial<DetectedCase> = {},
  ...accesses: readonly Partial<RecordAccess>[]
): DetectedCase {
  events += 1;
  return {
    place: { concerns: 'record', event: events },
    day: DAY,
    actor: 'nina',
    issuer: 'https://idp.test',
    actorName: null,
    roles: ['nurse'],
    patient: 'p1',
    since: DAY,
    until: DAY,
    events: 1,
    lastLeaf: 7,
    leaves: [7],
    accesses: (accesses.length === 0 ? [{}] : accesses).map(access),
    reasons: rules.map((rule) => ({ rule, text: '' })),
    notKnown: [],
    suppressions: [],
    ...about,
  };
}

function review(about: Partial<RecordedReview> = {}): RecordedReview {
  return {
    leaf: 90,
    case: '80-0',
    actor: 'nina',
    issuer: 'https://idp.test',
    patient: 'p9',
    day: '2026-01-10',
    rules: ['SELF'],
    at: DAY,
    reviewer: 'otto',
    reviewerIssuer: 'https://idp.test',
    reviewerName: null,
    verdict: 'VIOLATION',
    assignee: null,
    assigneeIssuer: null,
    due: null,
    covers: 80,
    events: 1,
    note: null,
    attachments: [],
    notePlaceholder: null,
    ...about,
  };
}

/** Scores cases together; returns the score of the first. */
function score(
  cases: readonly DetectedCase[],
  context: Partial<Parameters<typeof scoreCases>[1]> = {},
) {
  const [first] = cases;
  const scores = scoreCases(cases, {
    settings: DEFAULT_SETTINGS,
    facts: NO_FACTS,
    reviews: [],
    ...context,
  });
  const own = first === undefined ? undefined : scores.get(first);
  return { points: own?.points, parts: own?.parts.map(({ points }) => points) };
}

/** What is known of an account: the patient that its person is. */
const known = (subject: string, patient: string) =>
  [
    writeActor({ issuer: 'https://idp.test', subject }),
    new Map([['patient' as const, patient]]),
  ] as const;

/** Further cases of the same account: of other patients, and of other days. */
const other = (index: number) => found(['SELF'], { patient: `p${index + 2}` });
const later = (index: number) => found(['SELF'], { day: DAY + (index + 1) * DAY_MS });

const LIST = { patients: 5 };
const PSEUDONYM = { isPseudonymous: true };
const TREATED = { relations: ['care-team'] };

describe('the score of a case by itself', () => {
  it.each(UNUSUAL_RULES)('is the weight of the rule %s that finds it', (rule) => {
    const points = DEFAULT_SETTINGS.score.weights[rule];
    expect(score([found([rule])])).toEqual({ points, parts: [points] });
  });

  it('adds the weights of all rules that find it, up to 100', () => {
    expect(score([found(['SAME_SURNAME', 'SAME_ADDRESS'])]).points).toBe(80);
    expect(score([found(['SAME_SURNAME', 'SAME_ADDRESS', 'CO_WORKER'])])).toEqual({
      points: 100,
      parts: [35, 45, 45],
    });
  });

  it.each<[string, readonly UnusualRule[], readonly Partial<RecordAccess>[], number]>([
    ['a list explains a co-worker', ['CO_WORKER'], [LIST, LIST], 20],
    ['one access outside of lists takes the explanation away', ['CO_WORKER'], [LIST, {}], 45],
    ['four patients are no list', ['CO_WORKER'], [{ patients: 4 }], 45],
    ['a list explains only once for two rules', ['SAME_SURNAME', 'SAME_ADDRESS'], [LIST], 55],
    ['a list does not explain a volume', ['VOLUME'], [LIST], 40],
    ['a list does not explain break-glass', ['BREAK_GLASS'], [LIST], 50],
    ['a list explains one of two rules', ['SELF', 'AFTER_HOURS'], [LIST], 45],
    ['a pseudonym explains a volume', ['VOLUME'], [PSEUDONYM], 0],
    ['a pseudonym takes no more than the rule gave', ['SAME_SURNAME'], [PSEUDONYM], 0],
    ['a pseudonym does not explain break-glass', ['BREAK_GLASS'], [PSEUDONYM], 50],
    ['a treatment explains a surname', ['SAME_SURNAME'], [TREATED], 15],
    [
      'a list of patients explains as a care team does',
      ['AFTER_HOURS'],
      [{ relations: ['list'] }],
      10,
    ],
    ['a treatment does not explain the own record', ['SELF'], [TREATED], 40],
    [
      'all explanations together do not go below 0',
      ['DECEASED'],
      [{ ...LIST, ...PSEUDONYM, ...TREATED }],
      0,
    ],
    ['50 records weigh more', ['SELF'], [{ records: 30 }, { records: 20 }], 50],
    ['49 records do not', ['SELF'], [{ records: 49 }], 40],
    ['a case without proven accesses is not explained', ['CO_WORKER'], [], 45],
  ])('%s', (_, rules, accesses, points) => {
    expect(score([found(rules, {}, ...accesses)]).points).toBe(points);
  });

  it('weighs the record of a member of staff more, unless it is the actor’s own or a co-worker’s', () => {
    const facts = {
      patients: new Map(),
      actors: new Map([known('nina', 'p2'), known('otto', 'p1')]),
    };
    expect(score([found(['AFTER_HOURS'])], { facts }).parts).toEqual([30, 10]);
    expect(score([found(['CO_WORKER'])], { facts }).parts).toEqual([45]);
    expect(score([found(['SELF'], { patient: 'p2' })], { facts }).parts).toEqual([40]);
    expect(score([found(['VOLUME'], { patient: null })], { facts }).parts).toEqual([40]);
  });

  it('takes the weights and the least score from the configuration', () => {
    const weights = { ...DEFAULT_SETTINGS.score.weights, SELF: 7 };
    expect(score([found(['SELF'])], { settings: { score: { least: 0, weights } } }).points).toBe(7);
  });
});

describe('what an actor did elsewhere', () => {
  it.each([
    [1, 45],
    [2, 50],
    [3, 55],
    [9, 55],
  ])('weighs 5 for each other patient, up to 15: %i others give %i', (count, points) => {
    expect(
      score([found(['SELF']), ...Array.from({ length: count }, (_, i) => other(i))]).points,
    ).toBe(points);
  });

  it.each([
    [1, 45],
    [9, 55],
  ])('weighs 5 for each other day, up to 15: %i others give %i', (count, points) => {
    expect(
      score([found(['SELF']), ...Array.from({ length: count }, (_, i) => later(i))]).points,
    ).toBe(points);
  });

  it('does not count cases of other accounts, of weak evidence, or about many patients', () => {
    const cases = [
      found(['SELF']),
      found(['SELF'], { issuer: 'https://portal.test', patient: 'p2' }),
      found(['SELF'], { actor: 'Nina', patient: 'p2' }),
      found(['CO_WORKER'], { patient: 'p3' }, LIST),
      found(['VOLUME'], { patient: null }),
    ];
    expect(score(cases).parts).toEqual([40]);
  });

  it('does not make a weak case stronger, however often it is repeated', () => {
    const weak = Array.from({ length: 9 }, (_, i) =>
      found(['CO_WORKER'], { day: DAY + i * DAY_MS }, LIST),
    );
    expect(score([...weak, found(['SELF'], { patient: 'p2' })]).points).toBe(20);
  });

  it.each<[string, readonly RecordedReview[], number]>([
    ['a violation of another day weighs 20', [review()], 60],
    ['a violation weighs once', [review(), review({ case: '81-0', leaf: 91 })], 60],
    [
      'a violation that was reopened does not count',
      [review(), review({ leaf: 91, verdict: 'REOPENED' })],
      40,
    ],
    [
      'the newest review counts in any order',
      [review({ leaf: 91, verdict: 'APPROPRIATE' }), review()],
      40,
    ],
    [
      'the violation of another account does not count',
      [review({ issuer: 'https://portal.test' })],
      40,
    ],
    ['a record without an issuer does not count', [review({ issuer: null })], 40],
    [
      'the violation of the case itself does not count',
      [review({ patient: 'p1', day: '2026-01-14' })],
      40,
    ],
  ])('%s', (_, reviews, points) => {
    expect(score([found(['SELF'])], { reviews }).points).toBe(points);
  });

  it('is scored for 10,000 cases of one actor in less than 3 s', () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      found(['SELF'], { patient: `p${i}`, day: DAY + (i % 30) * DAY_MS }),
    );
    const start = performance.now();
    expect(score(many).points).toBe(55);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
