/** Turns at the event loop of this thread: in each, one request does what it can do without waiting. */
export interface Turns {
  /** Resolves when an operation may begin: in the order of the calls, and only while no operation under way has work to do. */
  readonly begin: () => Promise<void>;
  /** Resolves when an operation under way may go on, of all that can go on the one that came in first (UTC ms since 1970). */
  readonly goOn: (received: number) => Promise<void>;
  /** Whether one waits for its turn. */
  readonly isAnyWaiting: () => boolean;
  /** How long the operation that may begin next has waited, in ms; 0 where none waits. */
  readonly delayMs: () => number;
}

/** The event loop and its clock. */
export interface EventLoop {
  /** Calls back after the next turn of the event loop. */
  readonly next: (callback: () => void) => void;
  /** Monotonic, in ms. */
  readonly now: () => number;
}

/** The event loop of this thread. */
export const EVENT_LOOP: EventLoop = {
  next: (callback) => {
    setImmediate(callback);
  },
  now: () => performance.now(),
};

/**
 * Creates turns. A busy thread then finishes what it has begun before it begins more. Without them all requests advance in
 * step, so that all of their data is in memory at a time, and the first of them is answered hardly before the last.
 */
export function createTurns({ next, now }: EventLoop = EVENT_LOOP): Turns {
  const underWay: { readonly received: number; readonly resume: () => void }[] = [];
  const fresh: { readonly since: number; readonly resume: () => void }[] = [];
  let isScheduled = false;

  const isAnyWaiting = () => underWay.length + fresh.length > 0;
  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    next(() => {
      isScheduled = false;
      const first = underWay.shift() ?? fresh.shift();
      if (isAnyWaiting()) schedule();
      first?.resume();
    });
  };
  return {
    begin: () =>
      new Promise((resume) => {
        fresh.push({ since: now(), resume });
        schedule();
      }),
    goOn: (received) =>
      new Promise((resume) => {
        const place = underWay.findLastIndex((other) => other.received <= received) + 1;
        underWay.splice(place, 0, { received, resume });
        schedule();
      }),
    isAnyWaiting,
    delayMs: () => (fresh[0] === undefined ? 0 : now() - fresh[0].since),
  };
}

/** The turns of the operations that this thread executes. */
export const TURNS: Turns = createTurns();
