import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { countNames } from '../../../../gateway/pipeline/limits/count-names.ts';

describe('the limit on the length of names', () => {
  it.each<[string, number, number]>([
    ['{ a }', 1, 0],
    ['query abc { a }', 3, 0],
    ['{ abcd: a }', 4, 0],
    ['{ a(abcde: 1) @b(c: 2) { ...abcdef } } fragment abcdef on T { a }', 6, 0],
    ['query($ab: Int $abc: Int) { a(x: $ab, y: $abc) }', 3, 5],
    ['query A($ab: Int) { a } query B($abc: Int) { a }', 3, 5],
    ['{ a(x: "a text is not a name") }', 1, 0],
  ])(
    'is compared with the longest name and with all variable names of a document together: %s has %i and %i',
    (text, longest, variables) => {
      expect(countNames(parse(text))).toEqual({ longest, variables });
    },
  );
});
