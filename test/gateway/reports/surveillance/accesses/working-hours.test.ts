import { describe, expect, it } from '@jest/globals';
import {
  isOutside,
  spansOutside,
} from '../../../../../gateway/reports/surveillance/accesses/working-hours.ts';
import { isTimeZone } from '../../../../../gateway/reports/time-zone.ts';
import { DAY_MS } from '../../../../../gateway/platform/durations.ts';

const WEEK = [0, 1, 2, 3, 4, 5, 6];

const KINDS = [
  ['by day', { from: 420, to: 1_140, days: [1, 2, 3, 4, 5] }],
  ['past midnight', { from: 1_320, to: 360, days: WEEK }],
  ['past midnight on one day', { from: 1_320, to: 360, days: [6] }],
  ['all day on one day', { from: 0, to: 0, days: [3] }],
  ['to the minute', { from: 451, to: 452, days: WEEK }],
] as const;

/** In March and November New York changes its clocks, in October and April Lord Howe by half an hour. */
const DAYS = ['2026-01-14', '2026-03-08', '2026-11-01', '2026-04-04', '2026-10-03'];
const ZONES = ['America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];

describe.each(KINDS)('working hours for unusual-access rules, %s,', (_name, kind) => {
  it.each(ZONES)(
    'end and begin at the same times by spansOutside and by isOutside, on days of clock changes too, in %s',
    (timeZone) => {
      const hours = { ...kind, days: [...kind.days], timeZone, roles: [] };
      for (const day of DAYS) {
        const from = Date.parse(`${day}T00:00:00Z`);
        const spans = spansOutside({ from, to: from + DAY_MS }, hours);
        const times = Array.from({ length: 1_440 }, (_, minute) => from + minute * 59_999);
        const isIn = (time: number) => spans.some((span) => time >= span.from && time < span.to);
        expect(times.filter((time) => isIn(time) !== isOutside(time, hours))).toEqual([]);
        expect(spans.length).toBeLessThan(4);
      }
    },
  );
});

it('isTimeZone accepts the name of an existing time zone, and neither another name nor an empty text', () => {
  expect(isTimeZone('Europe/Berlin')).toBe(true);
  expect(isTimeZone('Europe/Bonn')).toBe(false);
  expect(isTimeZone('')).toBe(false);
});

it('working hours past midnight belong to the day on which they start', () => {
  const hours = { from: 1_320, to: 360, days: [6], timeZone: 'UTC', roles: [] };
  expect(isOutside(Date.parse('2026-01-17T23:00:00Z'), hours)).toBe(false);
  expect(isOutside(Date.parse('2026-01-18T05:59:00Z'), hours)).toBe(false);
  expect(isOutside(Date.parse('2026-01-18T06:00:00Z'), hours)).toBe(true);
  expect(isOutside(Date.parse('2026-01-17T05:00:00Z'), hours)).toBe(true);
});
