import { describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { createSlowLane } from '../../../gateway/limits/create-slow-lane.ts';

/** Keeps the thread busy. */
function spin(ms: number): number {
  const since = performance.now();
  while (performance.now() - since < ms);
  return ms;
}

describe('the lane of work for operations that are not known yet', () => {
  it('does what comes alone at once, and answers with what it gives or throws', async () => {
    const lane = createSlowLane();
    expect(await lane.run('a', () => 7)).toBe(7);
    await expect(
      lane.run('a', () => {
        throw new RangeError('no');
      }),
    ).rejects.toThrow(RangeError);
    expect(await lane.run('a', () => 8)).toBe(8);
  });

  it('rests three times as long as a piece took, so that others get three quarters of the thread', async () => {
    const lane = createSlowLane();
    const since = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => lane.run('a', () => spin(20))));
    expect(performance.now() - since).toBeGreaterThan(5 * 20 + 4 * 3 * 20 - 10);
  });

  it('takes callers in turn: one who sends many pieces delays their own', async () => {
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

  it('refuses what one caller has waiting beyond thirty pieces, and that of no other caller', async () => {
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
