import { describe, expect, it } from '@jest/globals';
import { startOfDayYearsBefore } from '../../../gateway/reports/time-zone.ts';

describe('the start of the day years before', () => {
  it.each([
    ['UTC', '2026-11-29T15:00:00Z', 6, '2020-11-29T00:00:00.000Z'],
    ['America/New_York', '2026-11-29T15:00:00Z', 6, '2020-11-29T05:00:00.000Z'],
    // In New York it is still the day before.
    ['America/New_York', '2026-11-29T03:00:00Z', 6, '2020-11-28T05:00:00.000Z'],
    ['America/New_York', '2026-07-01T15:00:00Z', 3, '2023-07-01T04:00:00.000Z'],
    ['Europe/Berlin', '2026-11-29T23:30:00Z', 6, '2020-11-29T23:00:00.000Z'],
    // Clocks changed on the first day: before its second hour, and at midnight.
    ['America/New_York', '2026-03-12T15:00:00Z', 6, '2020-03-12T04:00:00.000Z'],
    ['America/New_York', '2026-03-08T15:00:00Z', 6, '2020-03-08T05:00:00.000Z'],
    ['Africa/Cairo', '2027-04-28T12:00:00Z', 4, '2023-04-27T22:00:00.000Z'],
    // There was no February 29 then.
    ['UTC', '2028-02-29T12:00:00Z', 6, '2022-03-01T00:00:00.000Z'],
  ])('is in %s, for %s and %d years, %s', (zone, time, years, start) => {
    expect(new Date(startOfDayYearsBefore(Date.parse(time), years, zone)).toISOString()).toBe(
      start,
    );
  });
});
