import { describe, expect, it } from '@jest/globals';
import { BELOW, failuresOf } from '../../../directives/release/failures.ts';
import { casesAtDepth } from '../../support/depth.ts';
import { isFailedAt, randomFailedPath, randomPath, type Path } from '../../support/failed-paths.ts';
import { createRandom, hashOf } from '../../support/federated/random.ts';

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
    ['no other index of a list', [['a', 0, 'b']], ['a', 1, 'b'], false],
    ['no other key of an object', [['a', 0, 'b']], ['a', 0, 'c'], false],
    ['every index of a list if the failed path has @', [['a', '@', 'b']], ['a', 7, 'b'], true],
    [
      'every index if one failed path has @ and another has that index',
      [
        ['a', '@', 'b'],
        ['a', 0, 'c'],
      ],
      ['a', 0, 'b'],
      true,
    ],
    [
      'the index of one failed path if another has @',
      [
        ['a', '@', 'b'],
        ['a', 0, 'c'],
      ],
      ['a', 0, 'c'],
      true,
    ],
    [
      'no other index of a failed path with an index if another has @',
      [
        ['a', '@', 'b'],
        ['a', 0, 'c'],
      ],
      ['a', 1, 'c'],
      false,
    ],
    [
      'every index of lists of lists if the failed path has @ twice',
      [
        ['a', '@', '@', 'b'],
        ['a', 0, 1, 'c'],
      ],
      ['a', 0, 1, 'b'],
      true,
    ],
    [
      'everything below a failed path that ends with BELOW',
      [['a', BELOW]],
      ['a', 3, 'b', 'c'],
      true,
    ],
    ['no path outside a failed path that ends with BELOW', [['a', BELOW]], ['b'], false],
    [
      'nothing below another index than that of a failed path that ends with BELOW',
      [['a', 1, BELOW]],
      ['a', 0, 'b'],
      false,
    ],
    ['an index that the failed path gives as a string', [['a', '0']], ['a', 0], true],
    ['no property of Object.prototype', [['a', 'b']], ['a', 'constructor'], false],
  ])('include %s', (_what, paths, at, expected) => {
    expect(failed(paths, at)).toBe(expected);
  });
});

const { numRuns: RUNS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(
  2_000,
  30_000,
);

describe(`the failed paths of random responses (TEST_SEED=${SEED})`, () => {
  it('include the same paths as a search through all of them', () => {
    const counts = { failed: 0, whole: 0 };
    const differences: object[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const seed = hashOf(SEED, run);
      const random = createRandom(seed);
      const paths = Array.from({ length: random.below(6) }, () => randomFailedPath(random));
      for (let asked = 0; asked < 10; asked += 1) {
        const at = randomPath(random);
        const found = failed(paths, at);
        if (found !== isFailedAt(paths, at)) differences.push({ seed, paths, at, found });
        counts[found ? 'failed' : 'whole'] += 1;
      }
    }
    expect(differences).toEqual([]);
    expect(Math.min(counts.failed, counts.whole)).toBeGreaterThan(RUNS);
  });
});
