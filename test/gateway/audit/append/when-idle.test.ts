import { describe, expect, it } from '@jest/globals';
import { whenIdle } from '../../../../gateway/audit/append/when-idle.ts';

/** An event loop whose turns take these times, in ms; then it is idle. */
function eventLoop(turns: readonly number[]) {
  let time = 0;
  let turn = 0;
  const callbacks: (() => void)[] = [];
  return {
    turns: { next: (callback: () => void) => void callbacks.push(callback), now: () => time },
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
function calledAfter(turns: readonly number[]): number {
  const loop = eventLoop(turns);
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
    ['after 10 ms on an event loop that is always busy', [4, 4, 4, 4, 4], 12],
    ['after a turn that took longer than 10 ms', [50, 1, 1], 50],
  ])('calls the function %s', (_when, turns, expected) => {
    expect(calledAfter(turns)).toBeCloseTo(expected);
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
