import { describe, expect, it } from '@jest/globals';
import { createRetries } from '../../../../gateway/platform/subgraph/create-retries.ts';

const always = (value: number) => () => value;

describe('retries of calls to a subgraph', () => {
  it('wait a random time from 0 to 100, 200, 400, 800 and then 1,000 milliseconds', () => {
    const settings = { retries: 6, retryPercent: 100 };
    const [longest, shortest] = [
      createRetries(settings, always(1)),
      createRetries(settings, always(0)),
    ];
    const attempts = [0, 1, 2, 3, 4, 5];
    expect(attempts.map((done) => longest.take(done))).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(attempts.map((done) => shortest.take(done))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('are limited to the setting retries for each call', () => {
    const { take } = createRetries({ retries: 2, retryPercent: 10 });
    expect([0, 1, 2].map((done) => take(done) !== null)).toEqual([true, true, false]);
  });

  it('are at most ten at first, and then at most retryPercent of the calls', () => {
    const { count, take } = createRetries({ retries: 1, retryPercent: 10 });
    const taken = (calls: number) => {
      let retried = 0;
      for (let call = 0; call < calls; call += 1) {
        count();
        if (take(0) !== null) retried += 1;
      }
      return retried;
    };
    expect(taken(10)).toBe(10);
    expect(taken(1_000)).toBe(100);
    expect(taken(1_000)).toBe(100);
  });

  it('are at most ten in a row, however many calls were made before them', () => {
    const { count, take } = createRetries({ retries: 1, retryPercent: 100 });
    for (let call = 0; call < 1_000; call += 1) count();
    const taken = Array.from({ length: 20 }, () => take(0)).filter((pause) => pause !== null);
    expect(taken).toHaveLength(10);
  });
});
