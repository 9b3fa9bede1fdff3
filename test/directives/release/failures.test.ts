import { describe, expect, it } from '@jest/globals';
import { BELOW, failuresOf } from '../../../directives/release/failures.ts';

type Path = readonly (string | number)[];

function failed(paths: readonly Path[], at: Path): boolean {
  let failures = failuresOf(paths);
  for (const key of at) failures = failures?.at(key);
  return failures !== undefined;
}

describe('what failed', () => {
  it('is nothing where no path failed', () => {
    expect(failuresOf([])).toBeUndefined();
  });

  it.each<[string, Path[], Path, boolean]>([
    ['the path itself', [['a', 0, 'b']], ['a', 0, 'b'], true],
    ['another index', [['a', 0, 'b']], ['a', 1, 'b'], false],
    ['another key', [['a', 0, 'b']], ['a', 0, 'c'], false],
    ['every index', [['a', '@', 'b']], ['a', 7, 'b'], true],
    [
      'every index, and one of them otherwise',
      [
        ['a', '@', 'b'],
        ['a', 0, 'c'],
      ],
      ['a', 0, 'b'],
      true,
    ],
    [
      'one index, and every one otherwise',
      [
        ['a', '@', 'b'],
        ['a', 0, 'c'],
      ],
      ['a', 0, 'c'],
      true,
    ],
    [
      'one index alone',
      [
        ['a', '@', 'b'],
        ['a', 0, 'c'],
      ],
      ['a', 1, 'c'],
      false,
    ],
    [
      'lists of lists',
      [
        ['a', '@', '@', 'b'],
        ['a', 0, 1, 'c'],
      ],
      ['a', 0, 1, 'b'],
      true,
    ],
    ['all below', [['a', BELOW]], ['a', 3, 'b', 'c'], true],
    ['all below, beside', [['a', BELOW]], ['b'], false],
    ['all below one index', [['a', 1, BELOW]], ['a', 0, 'b'], false],
    ['a key that is a number in a text', [['a', '0']], ['a', 0], true],
    ['a name that every object has', [['a', 'b']], ['a', 'constructor'], false],
  ])('is told exactly: %s', (_what, paths, at, expected) => {
    expect(failed(paths, at)).toBe(expected);
  });
});
