import type { CaseFilter } from '../catalog/case-filter.ts';
import { tooMuch } from '../catalog/request-fault.ts';

/** The days of a report on unusual access, and the people that it is limited to. */
export interface ReviewWindow {
  /** UTC ms since 1970, both inclusive. Their days are judged as a whole. */
  readonly since: number;
  readonly until: number;
  /** Subject of a token, from any issuer. */
  readonly actor: string | null;
  readonly issuer: string | null;
  readonly patient: string | null;
}

const DAY_MS = 86_400_000;

/** Days of a window without `since`. */
const DEFAULT_DAYS = 30;

/** Days of one window. */
const MAX_DAYS = 366;

/** The window of a filter. Throws `OPERATION_TOO_COMPLEX` for more than 366 days. */
export function reviewWindow(filter: CaseFilter, now: number): ReviewWindow {
  const until = filter.until ?? now;
  const since = filter.since ?? until - DEFAULT_DAYS * DAY_MS;
  if (until - since > MAX_DAYS * DAY_MS)
    throw tooMuch(`Unusual access is reported for at most ${MAX_DAYS} days.`);
  const { actor = null, issuer = null, patient = null } = filter;
  return { since, until, actor, issuer, patient };
}
