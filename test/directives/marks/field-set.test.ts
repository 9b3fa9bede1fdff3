import { describe, expect, it } from '@jest/globals';
import { parseFieldSet, printFieldSet } from '../../../directives/marks/field-set.ts';

describe('a selection in a federation directive', () => {
  it.each([
    ['id', 'id'],
    [' id  name ', 'id name'],
    ['{ id }', 'id'],
    ['organisation{id}name', 'organisation { id } name'],
    ['id # why', null],
    ['id\n# why\nname', 'id name'],
    ['... on P { id }', '... on P { id }'],
    ['label(text: "{ a }")', 'label(text: "{ a }")'],
  ])('%j is read', (text, expected) => {
    const selection = parseFieldSet(text);
    expect(selection && printFieldSet(selection)).toBe(expected);
  });

  it.each([
    '',
    'id {',
    'id } { name',
    '{ id } query Q { name }',
    '{ id } type T { a: Int }',
    'id } fragment F on T { name ',
  ])('%j is not one', (text) => {
    expect(parseFieldSet(text)).toBeNull();
  });

  it('that nests without end throws, whatever the cause', () => {
    expect(() => parseFieldSet('a {'.repeat(100_000))).toThrow(RangeError);
  });
});
