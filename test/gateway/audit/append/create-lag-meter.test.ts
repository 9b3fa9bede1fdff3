import { beforeEach, describe, expect, it } from '@jest/globals';
import { createLagMeter } from '../../../../gateway/audit/append/create-lag-meter.ts';

let now = 0;
beforeEach(() => void (now = 0));
const meterOf = (size: number) => createLagMeter(size, () => now);

describe('the reported lag of a program that follows a ledger', () => {
  it('is zero if the ledger is empty or the program is at the end or past it, and is all records if the program is at the start', () => {
    expect(meterOf(0).behind(0)).toEqual({ records: 0, seconds: 0 });
    const meter = meterOf(7);
    expect(meter.behind(0)).toEqual({ records: 7, seconds: 0 });
    expect(meter.behind(7)).toEqual({ records: 0, seconds: 0 });
    expect(meter.behind(9)).toEqual({ records: 0, seconds: 0 });
  });

  it('counts the records that the program has not read, and the seconds since the oldest commit among them', () => {
    const meter = meterOf(0);
    for (const [at, size] of [
      [5_000, 1],
      [7_000, 2],
      [9_000, 4],
    ] as const) {
      now = at;
      meter.committed(size);
    }
    now = 10_000;
    expect(meter.behind(0)).toEqual({ records: 4, seconds: 5 });
    expect(meter.behind(1)).toEqual({ records: 3, seconds: 3 });
    expect(meter.behind(3)).toEqual({ records: 1, seconds: 1 });
    expect(meter.behind(4)).toEqual({ records: 0, seconds: 0 });
    now = 20_000;
    meter.committed(5);
    now = 21_000;
    expect(meter.behind(4)).toEqual({ records: 1, seconds: 1 });
  });

  it('is at least the true number of seconds and less than one second more if the ledger grows every 10 ms', () => {
    const meter = meterOf(0);
    for (now = 0; now < 5_000; now += 10) meter.committed(now / 10 + 1);
    for (let size = 0; size < 500; size += 1) {
      const { seconds } = meter.behind(size);
      const exact = (now - size * 10) / 1000;
      expect(seconds).toBeGreaterThanOrEqual(exact);
      expect(seconds).toBeLessThan(exact + 1);
    }
  });

  it('is exact for the oldest of 200,000 commits one second apart, less than 800 seconds too large for the middle one, and exact again once the program caught up', () => {
    const meter = meterOf(0);
    for (let count = 1; count <= 200_000; count += 1) {
      now += 1_000;
      meter.committed(count);
    }
    expect(meter.behind(0)).toEqual({ records: 200_000, seconds: 199_999 });
    const { records, seconds } = meter.behind(100_000);
    expect(records).toBe(100_000);
    expect(seconds).toBeGreaterThanOrEqual(99_999);
    expect(seconds).toBeLessThan(99_999 + 200_000 / 250);
    // Once the follower has caught up, it is exact again.
    expect(meter.behind(200_000).records).toBe(0);
    for (let count = 1; count <= 10; count += 1) {
      now += 1_000;
      meter.committed(200_000 + count);
    }
    expect(meter.behind(200_005)).toEqual({ records: 5, seconds: 4 });
  });
});
