import { startOfDayYearsBefore } from '../time-zone.ts';

const YEARS = 6;

/** The period of an accounting, UTC ms since 1970, both inclusive; or why it is refused. */
export type AccountPeriod =
  { readonly ok: true; readonly since: number; readonly until: number } | NoAccountPeriod;

/** A period that is reversed, or starts before the six years that an accounting covers. */
export interface NoAccountPeriod {
  readonly ok: false;
  /** The earliest start, UTC ms since 1970. */
  readonly earliest: number;
  readonly kind: 'reversed' | 'too early';
}

/**
 * Determines the requested period. Null is the default: until now, and from six years before the request in whole
 * days (45 CFR 164.528(a)(1)) of a time zone. A period may begin with the day of UTC too.
 */
export function accountPeriod(
  { since, until }: { readonly since: number | null; readonly until: number | null },
  now: number,
  zone = 'UTC',
): AccountPeriod {
  const end = until ?? now;
  const first = startOfDayYearsBefore(end, YEARS, zone);
  const earliest = Math.min(first, startOfDayYearsBefore(end, YEARS, 'UTC'));
  const begin = since ?? first;
  if (begin > end) return { ok: false, earliest, kind: 'reversed' };
  if (begin < earliest) return { ok: false, earliest, kind: 'too early' };
  return { ok: true, since: begin, until: end };
}

/** Returns the problem in words, with the caller's names for start and end, such as `--since`. */
export function periodProblem(
  { kind, earliest }: NoAccountPeriod,
  { since, until }: { readonly since: string; readonly until: string },
): string {
  if (kind === 'reversed') return `${since} is after ${until}.`;
  const day = new Date(earliest).toISOString().slice(0, 10);
  return `An accounting of disclosures goes back six years (45 CFR 164.528). Give ${since} ${day} or later.`;
}
