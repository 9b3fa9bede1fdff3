/** The denials of one account in a period. */
interface Denials {
  /** The subject; empty for events without an actor. */
  readonly key: string;
  readonly issuer: string | null;
  readonly events: number;
}

/** An account that was denied more often than before. */
export interface MoreDenied {
  readonly count: Denials;
  /** Its denials in the period before. */
  readonly before: number;
}

/** Standard deviations of a difference that chance seldom reaches: once in about 700 accounts. */
const DEVIATIONS = 3;

/**
 * Returns the accounts with clearly more denials in a period than in the one before, the largest increase first. Both
 * are counts, so their difference has a standard deviation of the root of their sum: from none before, 9 denials are
 * clearly more.
 */
export function moreDenied(
  now: readonly Denials[],
  before: readonly Denials[],
): readonly MoreDenied[] {
  const earlier = new Map(before.map((count) => [accountOf(count), count.events]));
  return now
    .filter(({ key }) => key !== '')
    .map((count) => ({ count, before: earlier.get(accountOf(count)) ?? 0 }))
    .filter((each) => increaseOf(each) >= DEVIATIONS * Math.sqrt(each.count.events + each.before))
    .toSorted((a, b) => increaseOf(b) - increaseOf(a));
}

function increaseOf({ count, before }: MoreDenied): number {
  return count.events - before;
}

function accountOf({ key, issuer }: Denials): string {
  return JSON.stringify([key, issuer]);
}
