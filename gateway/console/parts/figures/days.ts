import { dayBefore } from '../../search/days.ts';
import type { Count } from '../../api/operations.types.ts';

/** The last days up to today with their counts, which are zero for days that the API leaves out. */
export function lastDays(counts: readonly Count[], days: number, now: number): readonly Count[] {
  const known = new Map(counts.map((day) => [day.key, day]));
  return Array.from({ length: days }, (_, index) => {
    const key = dayBefore(now, days - 1 - index);
    return known.get(key) ?? { key, issuer: null, events: 0, denied: 0, breakGlass: 0 };
  });
}

/** A figure of a day. */
export type Measure = 'events' | 'denied' | 'breakGlass';

/** The sum over days. */
export function sumOf(days: readonly Count[], measure: Measure): number {
  return days.reduce((sum, day) => sum + day[measure], 0);
}

/** How a sum compares with the sum of the previous period, in words. */
export function changeWords(sum: number, before: number, days: number): string {
  const since = `than in the previous ${days} days`;
  if (sum === before) return `as many as in the previous ${days} days`;
  if (before === 0) return `none in the previous ${days} days`;
  // Less than half a percent would be shown as 0%.
  if (Math.abs(sum - before) * 200 < before) return `about as many as in the previous ${days} days`;
  const percent = Math.round((Math.abs(sum - before) / before) * 100);
  return `${percent}% ${sum > before ? 'more' : 'fewer'} ${since}`;
}
