import { describe, expect, it } from '@jest/globals';
import { tracesIn } from './traces-of.ts';

const TRACES = new Set(['8462-4', '17 Corrected Lane', '"102"']);

describe('the search for the values 8462-4, 17 Corrected Lane and "102" (with quotes) in a text', () => {
  it.each([
    ['8462-4', ['8462-4']],
    ['{"code":"8462-4"}', ['8462-4']],
    ['code 8462-4, at 17 Corrected Lane.', ['8462-4', '17 Corrected Lane']],
    ['c0ffee00-8462-4aaa and then 8462-4', ['8462-4']],
    ['{"count":"102"}', ['"102"']],
  ])('finds a value that is a whole token: %s', (text, expected) => {
    expect(tracesIn(text, TRACES)).toEqual(expected);
  });

  it.each([
    'c0ffee00-8462-4aaa-9bbb-000000000000',
    '{"requestId":"00000000-8462-4000-8462-400000000000"}',
    'x8462-4',
    '8462-47',
    '_8462-4',
    '8462-4-1',
    '117 Corrected Lane',
    '{"count":102}',
  ])('finds no value that is a part of a token: %s', (text) => {
    expect(tracesIn(text, TRACES)).toEqual([]);
  });
});
