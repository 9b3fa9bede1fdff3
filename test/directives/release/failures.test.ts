import { describe, expect, it } from '@jest/globals';
import { BELOW, failuresOf } from '../../../directives/release/failures.ts';

type Path = readonly (string | number)[];

function failed(paths: readonly Path[], at: Path): boolean {
  let failures = failuresOf(paths);
  for (const key of at) failures = failures?.at(key);
  return failures !== undefined;
}

describe('the failed paths of a subgraph response', () => {
  it('are undefined if no path failed', () => {
    expect(failuresOf([])).toBeUndefined();
  });

  it.each<[string, Path[], Path, boolean]>([
    ['the path itself', [['a', 0, 'b']], ['a', 0, 'b'], true],
    ['no other index', [['a', 0, 'b']], ['a', 1, 'b'], false],
    ['no other key', [['a', 0, 'b']], ['a', 0, 'c'], false],
    ['every index', [['a', '@', 'b']], ['a', 7, 'b'], true],
    [
      'every index, beside a path with one of them',
      [
        ['a', '@', 'b'],
        ['a', 0, 'c'],
      ],
      ['a', 0, 'b'],
      true,
    ],
    [
      'one index, beside a path with every index',
      [
        ['a', '@', 'b'],
        ['a', 0, 'c'],
      ],
      ['a', 0, 'c'],
      true,
    ],
    [
      'one index only, beside a path with every index',
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
    ['everything below a path', [['a', BELOW]], ['a', 3, 'b', 'c'], true],
    ['nothing beside a path', [['a', BELOW]], ['b'], false],
    ['nothing below another index', [['a', 1, BELOW]], ['a', 0, 'b'], false],
    ['an index given as a string', [['a', '0']], ['a', 0], true],
    ['no property of Object.prototype', [['a', 'b']], ['a', 'constructor'], false],
  ])('include %s', (_what, paths, at, expected) => {
    expect(failed(paths, at)).toBe(expected);
  });
});
