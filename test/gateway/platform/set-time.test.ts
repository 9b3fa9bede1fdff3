import { describe, expect, it } from '@jest/globals';
import { createSetTime } from '../../../gateway/platform/set-time.ts';

const create = () => createSetTime(1_000, () => 10_000);

describe('the settable time', () => {
  it('stands still until it is moved', async () => {
    const time = create();
    expect(time.now()).toBe(1_000);
    await time.moveTo(4_000);
    expect(time.now()).toBe(4_000);
    expect(time.isSet).toBe(true);
  });

  it('runs timers that fall due at their own time and awaits each', async () => {
    const time = create();
    const calls: string[] = [];
    const call = (name: string) => async () => {
      calls.push(`${name} begins at ${time.now()}`);
      await new Promise((resolve) => void setImmediate(resolve));
      calls.push(`${name} ends at ${time.now()}`);
    };
    time.after(3_000, call('later'));
    time.after(1_000, call('sooner'));
    time.after(7_000, call('not yet'));
    time.after(500, call('never'))();
    await time.moveTo(5_000);
    expect(calls).toEqual([
      'sooner begins at 2000',
      'sooner ends at 2000',
      'later begins at 4000',
      'later ends at 4000',
    ]);
    expect(time.now()).toBe(5_000);
  });

  it('runs timers that a timer adds when they fall due too', async () => {
    const time = create();
    const beats: number[] = [];
    const beat = async () => {
      beats.push(time.now());
      await Promise.resolve();
      time.after(1_000, beat);
    };
    time.after(1_000, beat);
    await time.moveTo(4_500);
    expect(beats).toEqual([2_000, 3_000, 4_000]);
  });

  it('moves only forward and never past the system time', async () => {
    const time = create();
    await expect(time.moveTo(999)).rejects.toThrow(RangeError);
    await expect(time.moveTo(10_001)).rejects.toThrow(RangeError);
    await expect(time.moveTo(Number.NaN)).rejects.toThrow(RangeError);
    expect(time.now()).toBe(1_000);
    expect(() => createSetTime(10_001, () => 10_000)).toThrow(RangeError);
  });
});
