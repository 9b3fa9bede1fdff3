import { describe, expect, it } from '@jest/globals';
import { parseFieldSet, printFieldSet } from '../../../directives/marks/field-set.ts';

describe('a field set, the argument of @key and @requires', () => {
  it.each([
    ['id', 'id'],
    [' id  name ', 'id name'],
    ['{ id }', 'id'],
    ['organization{id}name', 'organization { id } name'],
    ['id # why', null],
    ['id\n# why\nname', 'id name'],
    ['... on P { id }', '... on P { id }'],
    ['label(text: "{ a }")', 'label(text: "{ a }")'],
  ])(
    'is printed without outer braces and comments, or is null if a comment hides its end: %j is %j',
    (text, expected) => {
      const selection = parseFieldSet(text);
      expect(selection && printFieldSet(selection)).toBe(expected);
    },
  );

  it.each([
    '',
    'id {',
    'id } { name',
    '{ id } query Q { name }',
    '{ id } type T { a: Int }',
    'id } fragment F on T { name ',
  ])('parses to null if it is not one selection set: %j', (text) => {
    expect(parseFieldSet(text)).toBeNull();
  });

  it('makes the parser throw a RangeError if it is nested 100,000 levels deep', () => {
    expect(() => parseFieldSet('a {'.repeat(100_000))).toThrow(RangeError);
  });
});
