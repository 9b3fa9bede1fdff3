import { timeZone, type TimeZone } from '../../time-zone.ts';
import { MINUTE_MS } from '../../../platform/durations.ts';

/** The working hours of some roles. */
export interface WorkingHours {
  /** IANA name, such as America/New_York. */
  readonly timeZone: string;
  /** Minutes since midnight, local time. If `to` is not after `from`, the hours end on the next day. */
  readonly from: number;
  readonly to: number;
  /** Days of the week on which the hours start; 0 is Sunday. */
  readonly days: readonly number[];
  readonly roles: readonly string[];
}

/** A span of time, UTC ms since 1970, excluding `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const DAY_MINUTES = 1_440;

/** Whether a time is outside working hours, in their time zone. */
export function isOutside(time: number, hours: WorkingHours): boolean {
  return !isInside(time, hours, timeZone(hours.timeZone)(time));
}

/**
 * Returns the spans outside working hours within a span, in whole minutes, for a query of the index. Handles changes
 * of the time zone's offset, such as daylight saving time.
 */
export function spansOutside(between: Span, hours: WorkingHours): Span[] {
  const spans: { from: number; to: number }[] = [];
  for (const { from, to, offset } of segments(between, timeZone(hours.timeZone))) {
    for (let minute = from; minute < to; minute += MINUTE_MS) {
      if (isInside(minute, hours, offset)) continue;
      const last = spans.at(-1);
      if (last?.to === minute) last.to = minute + MINUTE_MS;
      else spans.push({ from: minute, to: minute + MINUTE_MS });
    }
  }
  return spans;
}

function isInside(time: number, { from, to, days }: WorkingHours, offset: number): boolean {
  const minutes = Math.floor((time + offset) / MINUTE_MS);
  const day = Math.floor(minutes / DAY_MINUTES);
  const minute = minutes - day * DAY_MINUTES;
  // Adds 7 since the remainder is negative for days before 1970.
  const isWorked = (number: number) => days.includes((((number + THURSDAY) % 7) + 7) % 7);
  if (from < to) return isWorked(day) && minute >= from && minute < to;
  return (minute >= from && isWorked(day)) || (minute < to && isWorked(day - 1));
}

/** Day of the week of 1 January 1970. */
const THURSDAY = 4;

/**
 * Splits a span where the time zone's offset changes, by halving it until each part starts and ends with the same
 * offset.
 */
function segments(between: Span, zone: TimeZone): (Span & { readonly offset: number })[] {
  const { from, to } = between;
  const offset = zone(from);
  if (to - from <= MINUTE_MS || zone(to - MINUTE_MS) === offset) {
    return [{ from, to, offset }];
  }
  // Offsets change at a whole minute.
  const half = Math.ceil((to - from) / MINUTE_MS / 2) * MINUTE_MS;
  return [
    ...segments({ from, to: from + half }, zone),
    ...segments({ from: from + half, to }, zone),
  ];
}
