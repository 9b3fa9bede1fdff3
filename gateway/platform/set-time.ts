import type { Time } from './time.ts';

/** A time that stands still until it is moved on. */
export interface SetTime extends Time {
  /**
   * Moves it on. What falls due on the way is called at its own time, one after the other, each when the one
   * before has come to its end.
   *
   * @throws RangeError for a time before the one that it shows, or ahead of the machine's.
   */
  readonly moveTo: (at: number) => Promise<void>;
}

interface Due {
  readonly at: number;
  readonly call: () => unknown;
}

/**
 * Creates a time that shows `start`, for whoever plays the past to a gateway. It never runs ahead of the
 * machine's own, so that what the machine's clock stamps later comes later.
 *
 * @throws RangeError where `start` is ahead of the machine's time.
 */
export function createSetTime(start: number, machine: () => number = Date.now): SetTime {
  const waiting = new Set<Due>();
  assertPast(start, machine());
  let now = start;

  const next = (until: number): Due | null => {
    const due = [...waiting].filter(({ at }) => at <= until);
    return due.toSorted((one, other) => one.at - other.at)[0] ?? null;
  };
  return {
    now: () => now,
    after(ms, call) {
      const due = { at: now + ms, call };
      waiting.add(due);
      return () => void waiting.delete(due);
    },
    isSet: true,
    async moveTo(at) {
      if (!(at >= now)) throw new RangeError('A clock that was set goes forward only.');
      assertPast(at, machine());
      for (let due = next(at); due !== null; due = next(at)) {
        waiting.delete(due);
        now = Math.max(now, due.at);
        await due.call();
      }
      now = at;
    },
  };
}

function assertPast(at: number, machine: number): void {
  if (!(at <= machine)) throw new RangeError('A clock is not set ahead of the time that it is.');
}
