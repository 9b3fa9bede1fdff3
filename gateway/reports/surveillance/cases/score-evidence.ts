import { keysOf } from '../../catalog/filter-spec.ts';
import type { Explanation } from '../../catalog/rule-declaration.ts';
import { declarationOf, UNUSUAL_RULES } from '../../catalog/unusual-rule.ts';
import type { RecordAccess } from '../accesses/access-group.ts';
import type { DetectedCase } from './detected-case.ts';
import type { SurveillanceSettings } from '../surveillance-config.ts';
import { sumParts, type Score, type ScorePart } from './score.ts';

/** A response with so many patients is a list: the actor need not have looked for one of them. */
const LIST_PATIENTS = 5;

/** So many records of the patient are more than one visit to a chart shows. */
const MANY_RECORDS = 50;

/** Makes a case weaker if all of its accesses are of a kind. Takes at most the points of the rules that it explains. */
interface Reduction {
  readonly text: string;
  readonly points: number;
  readonly isOf: (access: RecordAccess) => boolean;
}

const REDUCTIONS: Readonly<Record<Explanation, Reduction>> = {
  pseudonym: {
    text: 'The patient was shown under a pseudonym, without a name, a number or a contact.',
    points: 40,
    isOf: ({ isPseudonymous }) => isPseudonymous,
  },
  list: {
    text: `The patient was shown only in lists of ${LIST_PATIENTS} or more patients.`,
    points: 25,
    isOf: ({ patients }) => patients >= LIST_PATIENTS,
  },
  treatment: {
    text: 'The actor has a treatment relationship with the patient.',
    points: 20,
    isOf: ({ relations }) =>
      relations.some((relation) => relation === 'care-team' || relation === 'list'),
  },
};

/**
 * The score of a case by itself: the weight of each rule, less what explains the access, and more for much evidence and
 * for a patient who is a member of staff. The rule `CO_WORKER` has said the latter.
 */
export function scoreEvidence(
  { reasons, accesses, patient }: DetectedCase,
  { weights }: SurveillanceSettings['score'],
  isStaff: boolean,
): Score {
  const rules = reasons.map(({ rule }) => ({
    text: declarationOf(rule).title,
    points: weights[rule],
    rule,
  }));
  const left = new Map(rules.map(({ rule, points }) => [rule, points]));
  const reductions = keysOf(REDUCTIONS).flatMap((explanation): readonly ScorePart[] => {
    const { text, points, isOf } = REDUCTIONS[explanation];
    if (accesses.length === 0 || !accesses.every(isOf)) return [];
    let taken = 0;
    for (const rule of UNUSUAL_RULES) {
      if (!declarationOf(rule).explainedBy.includes(explanation)) continue;
      const some = Math.min(left.get(rule) ?? 0, points - taken);
      left.set(rule, (left.get(rule) ?? 0) - some);
      taken += some;
    }
    return [{ text, points: -taken }];
  });
  const records = accesses.reduce((sum, access) => sum + access.records, 0);
  return sumParts([
    ...rules.map(({ text, points }) => ({ text, points })),
    ...reductions,
    ...(patient !== null && records >= MANY_RECORDS
      ? [{ text: `${records} records of the patient were shown.`, points: 10 }]
      : []),
    ...(isStaff && !left.has('CO_WORKER')
      ? [{ text: 'The patient is a member of staff.', points: 10 }]
      : []),
  ]);
}
