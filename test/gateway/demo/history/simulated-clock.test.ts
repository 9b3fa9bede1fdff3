import { describe, expect, it } from '@jest/globals';
import { createSimulatedClock } from '../../../../gateway/demo/history/simulated-clock.ts';

const create = () => createSimulatedClock(1_000, () => 10_000);

describe('the simulated clock', () => {
  it('stands still until it is moved', async () => {
    const clock = create();
    expect(clock.now()).toBe(1_000);
    await clock.advanceTo(4_000);
    expect(clock.now()).toBe(4_000);
    expect(clock.isSimulated).toBe(true);
  });

  it('runs each due timer at its own time and awaits it, and none that was canceled or is not yet due', async () => {
    const clock = create();
    const calls: string[] = [];
    const call = (name: string) => async () => {
      calls.push(`${name} begins at ${clock.now()}`);
      await new Promise((resolve) => void setImmediate(resolve));
      calls.push(`${name} ends at ${clock.now()}`);
    };
    clock.after(3_000, call('later'));
    clock.after(1_000, call('sooner'));
    clock.after(7_000, call('not yet'));
    clock.after(500, call('never'))();
    await clock.advanceTo(5_000);
    expect(calls).toEqual([
      'sooner begins at 2000',
      'sooner ends at 2000',
      'later begins at 4000',
      'later ends at 4000',
    ]);
    expect(clock.now()).toBe(5_000);
  });

  it('also runs timers that another timer adds and that are due', async () => {
    const clock = create();
    const beats: number[] = [];
    const beat = async () => {
      beats.push(clock.now());
      await Promise.resolve();
      clock.after(1_000, beat);
    };
    clock.after(1_000, beat);
    await clock.advanceTo(4_500);
    expect(beats).toEqual([2_000, 3_000, 4_000]);
  });

  it('refuses with a RangeError to move back, past the system time or to NaN, or to begin past the system time', async () => {
    const clock = create();
    await expect(clock.advanceTo(999)).rejects.toThrow(RangeError);
    await expect(clock.advanceTo(10_001)).rejects.toThrow(RangeError);
    await expect(clock.advanceTo(Number.NaN)).rejects.toThrow(RangeError);
    expect(clock.now()).toBe(1_000);
    expect(() => createSimulatedClock(10_001, () => 10_000)).toThrow(RangeError);
  });
});
