import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  firstCommon,
  parseRanges,
  splitRanges,
  toRanges,
  writeRanges,
} from '../../../../gateway/audit/record/index-ranges.ts';

describe('a list of record ranges', () => {
  const numbers = fc.uniqueArray(fc.nat(400)).map((list) => list.toSorted((a, b) => a - b));

  it('covers the record numbers that it was made of, parses back from its text and can be split into texts of a maximum length', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 12, max: 60 }), (list, length) => {
        const ranges = toRanges(list);
        expect(ranges.flatMap(([from, to]) => list.filter((n) => n >= from && n <= to))).toEqual(
          list,
        );
        expect(parseRanges(writeRanges(ranges))).toEqual(ranges);
        const parts = splitRanges(ranges, length);
        expect(parts.flat()).toEqual(ranges);
        expect(parts.every((part) => writeRanges(part).length <= length)).toBe(true);
      }),
    );
  });

  it('gives the first record that it has in common with another list, or null', () => {
    fc.assert(
      fc.property(numbers, numbers, (some, others) => {
        const common = some.find((number) => others.includes(number)) ?? null;
        expect(firstCommon(toRanges(some), toRanges(others))).toBe(common);
      }),
    );
  });

  it.each(['3-2', '1 2', '5 3', '1-', 'a', '1  3', '-1', '1-3 4-5'])(
    'is parsed to null if its text is malformed: %j',
    (text) => {
      expect(parseRanges(text)).toBe(null);
    },
  );
});
