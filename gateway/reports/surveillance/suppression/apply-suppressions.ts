import { DAY_MS } from '../../../platform/durations.ts';
import { isPlaceholder } from '../../catalog/patient-placeholder.ts';
import { declarationOf } from '../../catalog/unusual-rule.ts';
import type { IndexHead } from '../../index/index-head.ts';
import type { Refusal } from '../../query/show-events.ts';
import type { CaseSources } from '../case-sources.ts';
import type { DetectedCase } from '../detected-case.ts';
import { proveSuppressions, readUnprovenSuppressions } from './read-suppressions.ts';
import { dayText, MAX_SUPPRESSION_DAYS, type Suppression } from '../suppression.ts';

/**
 * Adds to each case the suppressions that cover it: of each of its rules the newest one. They are read at the checkpoint
 * that the cases were read at, and only those that cover a case are proven. One that can't be proven covers nothing, and
 * neither does one that was lifted, or may have been by a later record that can't be read.
 */
export async function applySuppressions(
  cases: readonly DetectedCase[],
  { sources, head }: { readonly sources: CaseSources; readonly head: IndexHead },
): Promise<{ readonly cases: readonly DetectedCase[]; readonly refused: readonly Refusal[] }> {
  if (cases.length === 0) return { cases, refused: [] };
  const first = cases.reduce((least, { day }) => Math.min(least, day), Infinity);
  const since = Math.max(0, first - MAX_SUPPRESSION_DAYS * DAY_MS);
  const { suppressions: all, unread } = await readUnprovenSuppressions(sources, head, since);
  const lastUnread = unread.reduce((last, { id }) => Math.max(last, id), -1);
  const known = all.filter(({ event, lift }) => lift === null && event.id > lastUnread);
  const findCovering = createCoverage(known.map(({ start }) => start));
  const needed = new Set(cases.flatMap((found) => findCovering(found).map(({ leaf }) => leaf)));
  const chosen = known.filter(({ start }) => needed.has(start.leaf));
  const { suppressions, refused } = await proveSuppressions({ chosen, unread }, sources, head);
  return { cases: coverCases(cases, suppressions), refused };
}

/** Adds to each case the newest of these suppressions that covers it by each of its rules. */
export function coverCases(
  cases: readonly DetectedCase[],
  suppressions: readonly Suppression[],
): readonly DetectedCase[] {
  const findCovering = createCoverage(suppressions.filter(({ lifted }) => lifted === null));
  return cases.map((found) => {
    const covering = findCovering(found);
    return covering.length === 0 ? found : { ...found, suppressions: covering };
  });
}

/** What decides whether a suppression covers a case. */
type Terms = Pick<
  Suppression,
  'leaf' | 'rule' | 'actor' | 'issuer' | 'patient' | 'since' | 'until' | 'reviewer'
>;

/** Creates the function that finds the newest of these suppressions that covers a case by each of its rules. */
function createCoverage<Covering extends Terms>(
  suppressions: readonly Covering[],
): (found: DetectedCase) => readonly Covering[] {
  const newestFirst = new Map<string, Covering[]>();
  for (const each of suppressions.toSorted((one, other) => other.leaf - one.leaf)) {
    const key = termsKey(each, each);
    const same = newestFirst.get(key) ?? [];
    same.push(each);
    newestFirst.set(key, same);
  }
  return (found) =>
    found.reasons.flatMap(({ rule }) => {
      const newest = [found.patient, null].flatMap(
        (patient) =>
          newestFirst
            .get(termsKey(found, { rule, patient }))
            ?.find((each) => covers(each, found)) ?? [],
      );
      return newest.toSorted((one, other) => other.leaf - one.leaf).slice(0, 1);
    });
}

/**
 * Whether a suppression with the actor, rule and patient of a case covers it. Its reviewer is never the actor, and an
 * erased id names no patient.
 */
function covers(
  { since, until, reviewer, rule, patient }: Terms,
  { day, actor }: DetectedCase,
): boolean {
  const text = dayText(day);
  return (
    since <= text &&
    text <= until &&
    reviewer !== actor &&
    (patient === null || !isPlaceholder(patient)) &&
    declarationOf(rule).isSuppressible
  );
}

function termsKey(
  { issuer, actor }: Pick<DetectedCase, 'issuer' | 'actor'>,
  { rule, patient }: Pick<Suppression, 'rule' | 'patient'>,
): string {
  return JSON.stringify([issuer, actor, rule, patient]);
}
