import { DAY_MS } from '../../../platform/durations.ts';
import type { IndexHead } from '../../index/index-head.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import type { DetectedCase } from '../cases/detected-case.ts';
import { findViolations, type Violation } from '../reviews/find-violations.ts';
import type { SurveillanceSettings } from '../surveillance-config.ts';

/**
 * Adds the rule `REPEAT_OFFENDER` to the cases of actors with a violation that was found before the first access of the
 * case. A later violation adds nothing, so that it opens no closed case again.
 */
export async function markRepeatOffenders(
  cases: readonly DetectedCase[],
  { sources, head }: { readonly sources: CaseSources; readonly head: IndexHead },
  { repeatOffender: { days } }: Pick<SurveillanceSettings, 'repeatOffender'>,
): Promise<readonly DetectedCase[]> {
  if (cases.length === 0) return cases;
  const first = cases.reduce((least, { since }) => Math.min(least, since), Infinity);
  const violations = await findViolations(sources, head, {
    since: Math.max(0, first - days * DAY_MS),
    before: cases.reduce((last, { since }) => Math.max(last, since), 0),
  });
  return violations.length === 0
    ? cases
    : cases.map((each) => markRepeatOffender(each, violations, days));
}

function markRepeatOffender(
  found: DetectedCase,
  violations: readonly Violation[],
  days: number,
): DetectedCase {
  const { issuer, actor, since } = found;
  const earlier = violations.filter(
    (each) =>
      each.issuer === issuer &&
      each.actor === actor &&
      each.at < since &&
      each.at >= since - days * DAY_MS,
  );
  if (earlier.length === 0) return found;
  const { at, leaf } = earlier.reduce((one, other) => (other.at >= one.at ? other : one));
  const text = 'An earlier access by the actor was found to be a violation.';
  return { ...found, reasons: [...found.reasons, { rule: 'REPEAT_OFFENDER', text, at, leaf }] };
}
