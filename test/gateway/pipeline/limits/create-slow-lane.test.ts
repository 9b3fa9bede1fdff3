import { describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { createSlowLane } from '../../../../gateway/pipeline/limits/create-slow-lane.ts';

/** Keeps the thread busy. */
function spin(ms: number): number {
  const since = performance.now();
  while (performance.now() - since < ms);
  return ms;
}

describe('the queue for operations without a cached plan', () => {
  it('passes on the result of a task or the error that it throws, and runs further tasks after an error', async () => {
    const lane = createSlowLane();
    expect(await lane.run('a', () => 7)).toBe(7);
    await expect(
      lane.run('a', () => {
        throw new RangeError('no');
      }),
    ).rejects.toThrow(RangeError);
    expect(await lane.run('a', () => 8)).toBe(8);
  });

  it('rests three times as long as a task took, so other work gets three quarters of the thread', async () => {
    const lane = createSlowLane();
    const since = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => lane.run('a', () => spin(20))));
    expect(performance.now() - since).toBeGreaterThan(5 * 20 + 4 * 3 * 20 - 10);
  });

  it('serves callers in turn, so that a task of one caller does not wait for all tasks of another caller', async () => {
    const lane = createSlowLane();
    const done: string[] = [];
    const all = ['a', 'a', 'a', 'a', 'b'].map((caller) =>
      lane.run(caller, () => {
        spin(1);
        done.push(caller);
      }),
    );
    await Promise.all(all);
    expect(done).toEqual(['a', 'a', 'b', 'a', 'a']);
  });

  it('refuses a task of a caller with thirty waiting tasks with UNPLANNED_BUDGET, and serves other callers', async () => {
    const lane = createSlowLane();
    const many = Array.from({ length: 32 }, () => lane.run('a', () => spin(1)));
    const settled = Promise.allSettled(many);
    expect(await lane.run('b', () => 'served')).toBe('served');
    const refused = (await settled).filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'UNPLANNED_BUDGET' } }]);
    await wait(10);
    expect(await lane.run('a', () => 'again')).toBe('again');
  });
});
