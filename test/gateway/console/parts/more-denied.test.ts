import { expect, it } from '@jest/globals';
import { moreDenied } from '../../../../gateway/console/parts/figures/more-denied.ts';

const count = (key: string, events: number, issuer: string | null = null) => ({
  key,
  issuer,
  events,
});

const found = (
  now: readonly ReturnType<typeof count>[],
  before: readonly ReturnType<typeof count>[],
) => moreDenied(now, before).map(({ count: { key }, before: earlier }) => [key, earlier]);

it('an account is listed as denied more often only if chance would seldom make the difference', () => {
  expect(found([count('new', 9), count('few', 8)], [])).toEqual([['new', 0]]);
  expect(found([count('busy', 120)], [count('busy', 100)])).toEqual([]);
  expect(found([count('busy', 150)], [count('busy', 100)])).toEqual([['busy', 100]]);
  expect(found([count('calm', 0)], [count('calm', 100)])).toEqual([]);
  expect(found([], [count('gone', 100)])).toEqual([]);
});

it('the largest increase is listed first, and accounts of two issuers apart', () => {
  const issuer = 'https://portal.test';
  expect(found([count('a', 20), count('a', 40, issuer), count('', 90)], [count('a', 20)])).toEqual([
    ['a', 0],
  ]);
  expect(found([count('a', 20), count('b', 40)], [])).toEqual([
    ['b', 0],
    ['a', 0],
  ]);
});
