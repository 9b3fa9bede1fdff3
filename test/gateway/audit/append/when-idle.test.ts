import { describe, expect, it } from '@jest/globals';
import { whenIdle } from '../../../../gateway/audit/append/when-idle.ts';

/**
 * An event loop whose turns take these times, in ms; then it is idle. Operations wait for their turn up to a time, in ms.
 */
function eventLoop(turns: readonly number[], waitsUntil = 0) {
  let time = 0;
  let turn = 0;
  const callbacks: (() => void)[] = [];
  return {
    turns: {
      next: (callback: () => void) => void callbacks.push(callback),
      now: () => time,
      isAnyWaiting: () => time < waitsUntil,
    },
    time: () => time,
    /** Runs turns until nothing waits for one. */
    run() {
      for (let callback = callbacks.shift(); callback; callback = callbacks.shift()) {
        time += turns[turn] ?? 0.01;
        turn += 1;
        callback();
      }
    },
  };
}

/** When the function is called if it is requested once, in ms. */
function calledAfter(turns: readonly number[], waitsUntil = 0): number {
  const loop = eventLoop(turns, waitsUntil);
  const calls: number[] = [];
  whenIdle(() => void calls.push(loop.time()), loop.turns)();
  loop.run();
  expect(calls).toHaveLength(1);
  return calls[0] ?? -1;
}

describe('whenIdle', () => {
  it.each([
    ['at once on an idle event loop', [], 0.01],
    ['after the turns that had something to do', [1, 2, 0.5], 3.51],
    ['after 25 ms on an event loop that is always busy', [10, 10, 10, 10, 10], 30],
    ['after a turn that took longer than 25 ms', [50, 1, 1], 50],
  ])('calls the function %s', (_when, turns, expected) => {
    expect(calledAfter(turns)).toBeCloseTo(expected);
  });

  it.each([
    ['once no operation waits for its turn', 5, 5],
    ['after 25 ms if operations wait all the time', Infinity, 25],
  ])('calls the function %s, however short the turns are', (_when, waitsUntil, expected) => {
    const after = calledAfter(Array(5_000).fill(0.01), waitsUntil);
    expect(Math.abs(after - expected)).toBeLessThan(0.02);
  });

  it('calls the function once for several requests, and again for a request after the call', () => {
    const loop = eventLoop([]);
    let calls = 0;
    const request = whenIdle(() => void (calls += 1), loop.turns);
    request();
    request();
    loop.run();
    expect(calls).toBe(1);
    request();
    loop.run();
    expect(calls).toBe(2);
  });
});
