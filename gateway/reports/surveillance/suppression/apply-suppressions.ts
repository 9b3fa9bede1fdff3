import { DAY_MS } from '../../../platform/durations.ts';
import type { Actor } from '../../index/actors.ts';
import type { IndexHead } from '../../index/index-head.ts';
import type { Refusal } from '../../query/show-events.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import type { DetectedCase } from '../cases/detected-case.ts';
import { createCoverage, digestTerms } from '../recorded/coverage.ts';
import type { PeopleFacts } from '../facts/person-facts.ts';
import { listSuppressions, proveSuppressions } from './read-suppressions.ts';
import type { Suppression } from '../cases/suppression.ts';
import { MAX_SUPPRESSION_DAYS } from '../surveillance-config.ts';

/**
 * Adds to each case the suppressions that cover it: of each of its rules the newest one. They are read at the checkpoint
 * that the cases were read at, and those that cover a case are proven anew each time. One that can't be proven covers
 * nothing, and neither does one that was lifted, or may have been by a later record that isn't proven. None covers a case
 * about the record that is its reviewer's own by `facts`.
 */
export async function applySuppressions(
  cases: readonly DetectedCase[],
  {
    sources,
    head,
    facts,
  }: { readonly sources: CaseSources; readonly head: IndexHead; readonly facts: PeopleFacts },
): Promise<{ readonly cases: readonly DetectedCase[]; readonly refused: readonly Refusal[] }> {
  if (cases.length === 0) return { cases, refused: [] };
  const first = cases.reduce((least, { day }) => Math.min(least, day), Infinity);
  const { suppressions: all, unread } = await listSuppressions(sources, head, recordedSince(first));
  const lastUnread = unread.at(-1) ?? -1;
  const known = all.filter(({ event, lift }) => lift === null && event > lastUnread);
  const findCovering = createCoverage(known, facts);
  const chosen = new Set(cases.flatMap((found) => findCovering(found)));
  const { suppressions, refused } = await proveSuppressions(
    { chosen: [...chosen], unread },
    sources,
    head,
  );
  return { cases: coverCases(cases, suppressions, facts), refused };
}

/** When the first suppression may have been recorded that covers cases of a day, UTC ms since 1970. */
function recordedSince(day: number): number {
  return Math.max(0, day - MAX_SUPPRESSION_DAYS * DAY_MS);
}

/** The accounts whose suppressions may cover cases from this day on. */
export async function listSuppressors(
  sources: CaseSources,
  head: IndexHead,
  day: number,
): Promise<readonly Actor[]> {
  const { suppressions } = await listSuppressions(sources, head, recordedSince(day));
  return suppressions.map(({ reviewer, reviewerIssuer }) => ({
    issuer: reviewerIssuer,
    subject: reviewer,
  }));
}

/** Adds to each case the newest of these suppressions that covers it by each of its rules. */
export function coverCases(
  cases: readonly DetectedCase[],
  suppressions: readonly Suppression[],
  facts: Pick<PeopleFacts, 'actors'>,
): readonly DetectedCase[] {
  const findCovering = createCoverage(
    suppressions
      .filter(({ lifted }) => lifted === null)
      .map((suppression) => ({
        ...suppression,
        suppression,
        digest: digestTerms(suppression),
      })),
    facts,
  );
  return cases.map((found) => {
    const covering = findCovering(found).map(({ suppression }) => suppression);
    return covering.length === 0 ? found : { ...found, suppressions: covering };
  });
}
