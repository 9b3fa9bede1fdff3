import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CATEGORIES, type Category } from '../../../../../directives/spec.ts';
import {
  parseRetention,
  shortestYears,
  SIX_YEARS,
  writeRetention,
  yearsAfter,
  yearsOf,
} from '../../../../../gateway/audit/record/control/retention.ts';

function after(text: string, years: number): string {
  return new Date(yearsAfter(Date.parse(text), years)).toISOString();
}

const entry = (...categories: readonly Category[]) => ({
  fields: [{ name: 'f', categories, view: 'full' as const, subgraphs: [] }],
});

const retention = {
  years: 6,
  categories: new Map([
    ['GENETIC', 10],
    ['DEVICE', 2],
  ] as const),
};

describe('a retention period', () => {
  it('of six years for all categories is written as "6"', () => {
    expect(writeRetention(SIX_YEARS)).toBe('6');
  });

  it('keeps a record for the longest period of its categories; a record without categories, or a category without its own period, has the general one', () => {
    const years = (...entries: ReturnType<typeof entry>[]) =>
      yearsOf({ accesses: entries }, retention);
    expect(years()).toBe(6);
    expect(years(entry())).toBe(6);
    expect(years(entry('DEVICE'))).toBe(2);
    expect(years(entry('DEVICE'), entry('DATE'))).toBe(6);
    expect(years(entry('DEVICE', 'GENETIC'), entry('DATE'))).toBe(10);
  });

  it('of 6 years, with 10 for GENETIC and 2 for DEVICE, is at least 2 years, and at least 1 if the general period is 1 year', () => {
    expect(shortestYears(retention)).toBe(2);
    expect(shortestYears({ ...retention, years: 1 })).toBe(1);
  });

  it('parses back from its text, and malformed text is parsed to null', () => {
    const categories = fc
      .dictionary(fc.constantFrom(...CATEGORIES), fc.integer({ min: 1, max: 100 }))
      .map((own) => new Map(Object.entries(own) as [Category, number][]));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), categories, (years, own) => {
        const text = writeRetention({ years, categories: own });
        const read = parseRetention(text);
        expect(read).not.toBeNull();
        expect(writeRetention(read ?? SIX_YEARS)).toBe(text);
      }),
    );
    for (const text of [
      '',
      '0',
      '06',
      '6 ',
      '6 NOBODY=3',
      '6 GENETIC=0',
      '6 GENETIC=1 DATE=2',
      'six',
    ])
      expect([text, parseRetention(text)]).toEqual([text, null]);
  });

  it('of six years ends on the same day and time, on March 1 for a February 29, and never for times beyond Date', () => {
    expect(after('2020-02-29T12:00:00Z', 6)).toBe('2026-03-01T12:00:00.000Z');
    expect(after('2020-12-31T23:59:59Z', 6)).toBe('2026-12-31T23:59:59.000Z');
    expect(yearsAfter(Number.MAX_SAFE_INTEGER, 6)).toBe(Infinity);
  });
});
