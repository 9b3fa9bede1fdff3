import { describe, expect, it } from '@jest/globals';
import { createSupportedTime } from '../../../../gateway/audit/verify/supported-time.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);

/** The supported time, in days after the start, behind records at these days. */
function support(days: readonly number[]) {
  const supported = createSupportedTime();
  for (const day of days) supported.note(START + day * DAY);
  const time = supported.time();
  return time === null ? null : (time - START) / DAY;
}

/** A record an hour for a day, from this day on. */
const dayFrom = (day: number) => Array.from({ length: 25 }, (_, hour) => day + hour / 24);

describe("the latest time for which a ledger's records are evidence", () => {
  it('is that of the latest record if none jumps by more than 19 days, and null without a record', () => {
    expect(support([])).toBeNull();
    expect(support([0, 1, 20, 10])).toBe(20);
  });

  it('does not follow a jump of seven years, and follows only the first of several jumps of a month', () => {
    expect(support([0, 2555])).toBe(0);
    expect(support([0, 30, 60, 90, 120, 2555])).toBe(30);
  });

  it('follows a jump once hourly records of a whole day come after it', () => {
    expect(support([0, ...dayFrom(2555).slice(0, -1)])).toBe(0);
    expect(support([0, ...dayFrom(2555)])).toBe(2556);
    expect(support([0, ...dayFrom(20), 50, ...dayFrom(51)])).toBe(52);
  });

  it("does not follow a writer with a clock ahead while another writer's clock is right", () => {
    expect(support(dayFrom(0).flatMap((day) => [day, day + 2555]))).toBe(1);
  });
});
