import { DAY_MS } from '../../../platform/durations.ts';
import type { RecordAccess } from '../accesses/access-group.ts';

/**
 * Returns the accesses more than so many days after a day, counted from its end in UTC. `day` begins with an ISO date; null
 * for any other text, and without one.
 */
export function accessesAfter(
  accesses: readonly RecordAccess[],
  day: string | undefined,
  days: number,
): readonly RecordAccess[] | null {
  const [date] = /^\d{4}-\d{2}-\d{2}/.exec(day ?? '') ?? [];
  const time = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time)) return null;
  return accesses.filter(({ at }) => at >= time + (days + 1) * DAY_MS);
}
