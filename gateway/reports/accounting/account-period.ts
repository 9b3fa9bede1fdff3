const YEARS = 6;

/** The period of an accounting, UTC ms since 1970; or how it can't be one. */
export type AccountPeriod =
  { readonly ok: true; readonly since: number; readonly until: number } | NoAccountPeriod;

/** It ends before it begins; or it begins before the first time that the law asks for. */
export interface NoAccountPeriod {
  readonly ok: false;
  readonly earliest: number;
  readonly is: 'reversed' | 'too early';
}

/**
 * Settles the period that is asked for, null for as far back as the law asks, and for now: six years before the
 * request, whole days (45 CFR 164.528(a)(1)).
 */
export function accountPeriod(
  { since, until }: { readonly since: number | null; readonly until: number | null },
  now: number,
): AccountPeriod {
  const end = until ?? now;
  const first = new Date(end);
  first.setUTCFullYear(first.getUTCFullYear() - YEARS);
  first.setUTCHours(0, 0, 0, 0);
  const earliest = first.getTime();
  const begin = since ?? earliest;
  if (begin > end) return { ok: false, earliest, is: 'reversed' };
  if (begin < earliest) return { ok: false, earliest, is: 'too early' };
  return { ok: true, since: begin, until: end };
}

/** How it can't be one, in a sentence, with its ends as whoever asks calls them. */
export function periodProblem(
  { is, earliest }: NoAccountPeriod,
  { since, until }: { readonly since: string; readonly until: string },
): string {
  if (is === 'reversed') return `${since} is after ${until}.`;
  const day = new Date(earliest).toISOString().slice(0, 10);
  return `An accounting of disclosures goes back six years (45 CFR 164.528). Give ${since} ${day} or later.`;
}
