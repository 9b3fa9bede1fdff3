import { hash } from 'node:crypto';
import { isPlaceholder } from '../../catalog/patient-placeholder.ts';
import { declarationOf } from '../../catalog/unusual-rule.ts';
import type { DetectedCase } from '../cases/detected-case.ts';
import { dayText, type Suppression } from '../cases/suppression.ts';
import { actorFacts, type PeopleFacts } from '../facts/person-facts.ts';

/** What decides whether a suppression covers a case. */
export interface CoverageTerms extends Pick<
  Suppression,
  'leaf' | 'since' | 'until' | 'reviewer' | 'reviewerIssuer'
> {
  /** See `digestTerms`. */
  readonly digest: string;
}

/**
 * Creates the function that finds the newest of these suppressions that covers a case by each of its rules. None of them
 * is lifted. `facts` say which patient a reviewer is.
 */
export function createCoverage<Covering extends CoverageTerms>(
  suppressions: readonly Covering[],
  facts: Pick<PeopleFacts, 'actors'>,
): (found: DetectedCase) => readonly Covering[] {
  const newestFirst = new Map<string, Covering[]>();
  for (const each of suppressions.toSorted((one, other) => other.leaf - one.leaf)) {
    const same = newestFirst.get(each.digest);
    if (same === undefined) newestFirst.set(each.digest, [each]);
    else same.push(each);
  }
  return (found) =>
    found.reasons.flatMap(({ rule }) => {
      if (!declarationOf(rule).isSuppressible) return [];
      const newest = patientsOf(found).flatMap(
        (patient) =>
          newestFirst
            .get(digestTerms({ ...found, rule, patient }))
            ?.find((each) => covers(each, found) && !isOwnRecord(each, found, facts)) ?? [],
      );
      return newest.toSorted((one, other) => other.leaf - one.leaf).slice(0, 1);
    });
}

/** The patients of suppressions that can cover a case; null stands for all. An erased id names no patient. */
function patientsOf({ patient }: DetectedCase): readonly (string | null)[] {
  return patient === null || isPlaceholder(patient) ? [null] : [patient, null];
}

/** Whether a suppression with the actor, rule and patient of a case covers it. Its reviewer is never the actor. */
function covers({ since, until, reviewer }: CoverageTerms, { day, actor }: DetectedCase): boolean {
  const text = dayText(day);
  return since <= text && text <= until && reviewer !== actor;
}

/** Whether a case is about its reviewer's own record, which a suppression for all patients must not cover. */
function isOwnRecord(
  { reviewer, reviewerIssuer }: CoverageTerms,
  { patient }: DetectedCase,
  facts: Pick<PeopleFacts, 'actors'>,
): boolean {
  const known = actorFacts(facts, { issuer: reviewerIssuer, actor: reviewer });
  return patient !== null && known?.get('patient') === patient;
}

/** Returns a text that is equal for equal actors, rules and patients, and holds no id. */
export function digestTerms({
  issuer,
  actor,
  rule,
  patient,
}: Pick<Suppression, 'issuer' | 'actor' | 'rule' | 'patient'>): string {
  return hash('sha256', JSON.stringify([issuer, actor, rule, patient]), 'base64');
}
