import { dayBefore } from '../../search/days.ts';
import type { Count } from '../../api/parse-counts.ts';

/** The last days up to today, each with its counts: nothing where the API counted nothing. */
export function lastDays(counts: readonly Count[], days: number, now: number): readonly Count[] {
  const known = new Map(counts.map((day) => [day.key, day]));
  return Array.from({ length: days }, (_, index) => {
    const key = dayBefore(now, days - 1 - index);
    return known.get(key) ?? { key, issuer: null, events: 0, denied: 0, breakGlass: 0 };
  });
}

/** What can be counted of a day. */
export type Measure = 'events' | 'denied' | 'breakGlass';

/** The sum over days. */
export function sumOf(days: readonly Count[], measure: Measure): number {
  return days.reduce((sum, day) => sum + day[measure], 0);
}

/** How a sum compares to the one before, in words. */
export function changeWords(now: number, before: number, days: number): string {
  const since = `than in the ${days} days before`;
  if (now === before) return `as many as in the ${days} days before`;
  if (before === 0) return `none in the ${days} days before`;
  // Less than half of one in a hundred says nothing.
  if (Math.abs(now - before) * 200 < before) return `about as many as in the ${days} days before`;
  const percent = Math.round((Math.abs(now - before) / before) * 100);
  return `${percent} % ${now > before ? 'more' : 'fewer'} ${since}`;
}
