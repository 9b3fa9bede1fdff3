import { DAY_MS } from '../../platform/durations.ts';

/** Number of days of the sample traffic. */
export const TRAFFIC_DAYS = 14;

/** Returns the starts of these days, which end with yesterday, UTC ms since 1970. */
export function daysBefore(now: number): readonly number[] {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return Array.from(
    { length: TRAFFIC_DAYS },
    (_, index) => today - (TRAFFIC_DAYS - index) * DAY_MS,
  );
}

/** Whether a day (UTC), given by its start, is a Saturday or Sunday. */
export function isWeekend(day: number): boolean {
  const weekday = new Date(day).getUTCDay();
  return weekday === 0 || weekday === 6;
}
