import type { CaseFilter } from '../catalog/case-filter.ts';
import { tooMuch } from '../catalog/request-fault.ts';
import { DAY_MS } from '../../platform/durations.ts';

/** A period to review, optionally for one actor, issuer or patient. */
export interface ReviewWindow {
  /** UTC ms since 1970, both inclusive. Rules evaluate whole UTC days. */
  readonly since: number;
  readonly until: number;
  /** Subject of a token, from any issuer. */
  readonly actor: string | null;
  readonly issuer: string | null;
  readonly patient: string | null;
}

/** Length of a window without `since`. */
const DEFAULT_DAYS = 30;

const MAX_DAYS = 366;

/** Returns the window of a filter. Throws `OPERATION_TOO_COMPLEX` for more than 366 days. */
export function reviewWindow(filter: CaseFilter, now: number): ReviewWindow {
  const until = filter.until ?? now;
  const since = filter.since ?? until - DEFAULT_DAYS * DAY_MS;
  if (until - since > MAX_DAYS * DAY_MS)
    throw tooMuch(`Unusual access is reported for at most ${MAX_DAYS} days.`);
  const { actor = null, issuer = null, patient = null } = filter;
  return { since, until, actor, issuer, patient };
}
