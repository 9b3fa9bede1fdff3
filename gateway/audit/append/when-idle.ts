/** A turn of the event loop that took less, in ms, found nothing to do. */
const IDLE_TURN_MS = 0.1;

/** For how long, in ms, a busy event loop delays the call. */
const MAX_DELAY_MS = 10;

/** The event loop and its clock. */
interface Turns {
  /** Calls back after the next turn of the event loop. */
  readonly next: (callback: () => void) => void;
  /** Monotonic, in ms. */
  readonly now: () => number;
}

const EVENT_LOOP: Turns = {
  next: (callback) => {
    setImmediate(callback);
  },
  now: () => performance.now(),
};

/**
 * Returns a function that calls `act` once the event loop has had a turn with nothing to do, or after 10 ms. Further calls
 * until then change nothing. So what arrives while the thread is busy is acted on together, and what arrives at an idle
 * thread at once.
 */
export function whenIdle(act: () => void, { next, now }: Turns = EVENT_LOOP): () => void {
  let isPending = false;
  const wait = (turn: number, since: number) => {
    next(() => {
      const time = now();
      if (time - turn > IDLE_TURN_MS && time - since < MAX_DELAY_MS) {
        wait(time, since);
        return;
      }
      isPending = false;
      act();
    });
  };
  return () => {
    if (isPending) return;
    isPending = true;
    const time = now();
    wait(time, time);
  };
}
