import type { Clock } from '../../platform/clock.ts';

/** A clock that stands still until it is advanced. */
export interface SimulatedClock extends Clock {
  /**
   * Advances the clock to `at`. Calls that fall due on the way run in order, each at its own time, and each is awaited
   * before the next.
   *
   * @throws RangeError if `at` is before the clock's time or after the machine's.
   */
  readonly advanceTo: (at: number) => Promise<void>;
}

interface Timer {
  /** When it falls due, UTC ms since 1970. */
  readonly at: number;
  readonly call: () => unknown;
}

/**
 * Creates a clock that shows `start`, for replaying past requests to a gateway. It never runs ahead of the machine's
 * clock, so records that the machine's clock stamps later have later times.
 *
 * @throws RangeError if `start` is after the machine's time.
 */
export function createSimulatedClock(
  start: number,
  machine: () => number = Date.now,
): SimulatedClock {
  const timers = new Set<Timer>();
  assertPast(start, machine());
  let now = start;

  const nextDue = (until: number): Timer | null => {
    const due = [...timers].filter(({ at }) => at <= until);
    return due.toSorted((one, other) => one.at - other.at)[0] ?? null;
  };
  return {
    now: () => now,
    after(ms, call) {
      const timer = { at: now + ms, call };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    isSimulated: true,
    async advanceTo(at) {
      // Written so that NaN is refused too.
      if (!(at >= now)) throw new RangeError('A simulated clock cannot go back.');
      assertPast(at, machine());
      for (let due = nextDue(at); due !== null; due = nextDue(at)) {
        timers.delete(due);
        now = Math.max(now, due.at);
        await due.call();
      }
      now = at;
    },
  };
}

function assertPast(at: number, machine: number): void {
  if (!(at <= machine)) throw new RangeError('A simulated clock cannot run ahead of the machine.');
}
