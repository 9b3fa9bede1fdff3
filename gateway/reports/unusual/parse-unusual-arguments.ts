import { GatewayError } from '../../errors.ts';
import type { Arguments } from '../api/parse-report-arguments.ts';
import type { CaseState } from './case-state.ts';
import type { Look } from './find-cases.ts';
import { DAY_MS } from './find-day.ts';
import type { ReviewVerdict } from './review.ts';
import type { UnusualRule } from './unusual-rule.ts';

/** A filter of cases or reviews: what is set in it. Times are UTC ms since 1970. */
export interface UnusualFilter {
  readonly state?: CaseState;
  readonly rule?: UnusualRule;
  readonly actor?: string;
  readonly patient?: string;
  readonly reviewer?: string;
  readonly verdict?: ReviewVerdict;
  readonly since?: number;
  readonly until?: number;
}

/** What a look asks for without saying it. */
const USUAL_DAYS = 30;

/** Days that one look may take. */
const MOST_DAYS = 366;

// The schema has checked the types of all arguments before; what it can't say is checked here.

/** The filter of `unusual` and `reviews`, without what is null. */
export function parseUnusualFilter({ filter }: Arguments): UnusualFilter {
  const set = Object.entries((filter ?? {}) as Arguments).filter(([, value]) => value !== null);
  return Object.fromEntries(set) as UnusualFilter;
}

/**
 * Which days are looked at, and whose events. Throws `BAD_USER_INPUT` for a time beyond the calendar's, and
 * `OPERATION_TOO_COMPLEX` for more than 366 days.
 */
export function parseLook(filter: UnusualFilter, now: number): Look {
  const until = filter.until ?? now;
  const since = filter.since ?? until - USUAL_DAYS * DAY_MS;
  if (until - since > MOST_DAYS * DAY_MS) throw new GatewayError('OPERATION_TOO_COMPLEX');
  return { since, until, actor: filter.actor ?? null, patient: filter.patient ?? null };
}

/** What a reviewer says of which case. Throws `BAD_USER_INPUT` for less than one event. */
export function parseSignOff(args: Arguments): {
  readonly id: string;
  readonly verdict: ReviewVerdict;
  readonly note: string;
  /** Null where they don't say how many they have seen. */
  readonly events: number | null;
} {
  const { case: id, verdict, note } = args;
  const events = (args['events'] ?? null) as number | null;
  if (events !== null && events < 1) throw new GatewayError('BAD_USER_INPUT');
  return { id: String(id), verdict: verdict as ReviewVerdict, note: String(note), events };
}
