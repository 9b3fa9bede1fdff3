import { countOf } from '../../../platform/count-of.ts';
import { heldSuppressions, uncoveredReasons } from './case-state.ts';
import type { DetectedCase } from './detected-case.ts';
import { actorFacts, type PeopleFacts } from '../facts/person-facts.ts';
import type { RecordedReview } from './recorded-review.ts';
import type { SurveillanceSettings } from '../surveillance-config.ts';
import { sumParts, type Score, type ScorePart } from './score.ts';
import { scoreEvidence } from './score-evidence.ts';

/** What scores depend on besides the cases. */
export interface ScoreContext {
  readonly settings: Pick<SurveillanceSettings, 'score'>;
  readonly facts: PeopleFacts;
  /** Reviews since the first day of the cases. */
  readonly reviews: readonly RecordedReview[];
}

/** For each other day, or each other patient. */
const REPEAT_POINTS = 5;
const MAX_REPEAT_POINTS = 15;

/** For an actor whose access was found a violation before. */
const VIOLATION_POINTS = 20;

/**
 * Scores cases that were found together. What an actor did elsewhere counts only between cases that reach the least score
 * by themselves, so that many weak cases don't become a strong one. A reason that a suppression covers gives no points,
 * and a suppressed case counts for no other.
 */
export function scoreCases(
  cases: readonly DetectedCase[],
  { settings: { score: settings }, facts, reviews }: ScoreContext,
): ReadonlyMap<DetectedCase, Score> {
  const staff = new Set([...facts.actors.values()].flatMap((known) => known.get('patient') ?? []));
  const uncovered = new Map(
    cases.map((each) => [each, uncoveredReasons(each, heldSuppressions(each, reviews))]),
  );
  const own = new Map(
    cases.map((each) => {
      const { patient } = each;
      // A suppressed case keeps the score that it would have.
      const rest = uncovered.get(each) ?? [];
      const weighed = rest.length === 0 ? each : { ...each, reasons: rest };
      const isSelf = patient !== null && actorFacts(facts, each)?.get('patient') === patient;
      const isStaff = patient !== null && !isSelf && staff.has(patient);
      return [each, scoreEvidence(weighed, settings, isStaff)];
    }),
  );
  const strong = cases.filter(
    (each) =>
      (own.get(each)?.points ?? 0) >= settings.least && (uncovered.get(each) ?? []).length > 0,
  );
  const days = countBy(strong, pairOf, ({ day }) => day);
  const patients = countBy(strong, actorOf, ({ patient }) => patient);
  const violations = violationsByActor(reviews);
  return new Map(
    [...own].map(([each, score]) => {
      if (score.points < settings.least) return [each, score];
      return [
        each,
        sumParts([
          ...score.parts,
          repeated(
            others(days.get(pairOf(each)), each.day),
            (count) => `The same on ${countOf(count, 'other day')}.`,
          ),
          repeated(
            others(patients.get(actorOf(each)), each.patient),
            (count) => `The actor has cases about ${countOf(count, 'other patient')}.`,
          ),
          // A violation before the access is a rule of its own.
          ...(each.reasons.some(({ rule }) => rule === 'REPEAT_OFFENDER')
            ? []
            : [violationPart(each, violations.get(actorOf(each)) ?? [])]),
        ]),
      ];
    }),
  );
}

/** The account of an actor. */
export function actorOf({ issuer, actor }: Pick<DetectedCase, 'issuer' | 'actor'>): string {
  return JSON.stringify([issuer, actor]);
}

/** The account of an actor, and a patient. */
export function pairOf({
  issuer,
  actor,
  patient,
}: Pick<DetectedCase, 'issuer' | 'actor' | 'patient'>): string {
  return JSON.stringify([issuer, actor, patient]);
}

function countBy<Value>(
  cases: readonly DetectedCase[],
  keyOf: (each: DetectedCase) => string,
  valueOf: (each: DetectedCase) => Value,
): ReadonlyMap<string, ReadonlySet<Value>> {
  const counts = new Map<string, Set<Value>>();
  for (const each of cases) {
    const key = keyOf(each);
    const values = counts.get(key) ?? new Set();
    counts.set(key, values.add(valueOf(each)));
  }
  return counts;
}

/** The number of other values. Null, of a case about many patients, does not count. */
function others<Value>(values: ReadonlySet<Value | null> | undefined, own: Value | null): number {
  const named = (values?.size ?? 0) - (values?.has(null) === true ? 1 : 0);
  return own !== null && values?.has(own) === true ? named - 1 : named;
}

function repeated(count: number, textOf: (count: number) => string): ScorePart {
  return { text: textOf(count), points: Math.min(MAX_REPEAT_POINTS, count * REPEAT_POINTS) };
}

/** The cases whose last review found a violation, by the account of the actor. */
function violationsByActor(
  reviews: readonly RecordedReview[],
): ReadonlyMap<string, readonly RecordedReview[]> {
  const last = new Map<string, RecordedReview>();
  for (const review of reviews)
    if (review.leaf >= (last.get(review.case)?.leaf ?? 0)) last.set(review.case, review);
  const violations = new Map<string, RecordedReview[]>();
  for (const review of last.values()) {
    const { issuer, actor, verdict } = review;
    if (verdict !== 'VIOLATION' || issuer === null) continue;
    const key = actorOf({ issuer, actor });
    const known = violations.get(key) ?? [];
    known.push(review);
    violations.set(key, known);
  }
  return violations;
}

/** Another person's record or another day: a review of the case itself says nothing about a repetition. */
function violationPart(
  { day, patient }: DetectedCase,
  violations: readonly RecordedReview[],
): ScorePart {
  const ownDay = new Date(day).toISOString().slice(0, 10);
  const isOther = violations.some((review) => review.patient !== patient || review.day !== ownDay);
  return {
    text: 'Another access by the actor was found to be a violation.',
    points: isOther ? VIOLATION_POINTS : 0,
  };
}
