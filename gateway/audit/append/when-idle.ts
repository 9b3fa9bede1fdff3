import { EVENT_LOOP, TURNS, type EventLoop, type Turns } from '../../platform/turns.ts';

/** A turn of the event loop that took less, in ms, found nothing to do. */
const IDLE_TURN_MS = 0.1;

/** For how long, in ms, a busy event loop delays the call. */
const MAX_DELAY_MS = 25;

/** The event loop, and whether an operation waits for its turn. */
type Loop = EventLoop & Pick<Turns, 'isAnyWaiting'>;

const THIS_THREAD: Loop = { ...EVENT_LOOP, isAnyWaiting: TURNS.isAnyWaiting };

/**
 * Returns a function that calls `act` once the event loop has had a turn with nothing to do, or after 25 ms. Further calls
 * until then change nothing. So what arrives while the thread is busy is acted on together, and what arrives at an idle
 * thread at once.
 */
export function whenIdle(
  act: () => void,
  { next, now, isAnyWaiting }: Loop = THIS_THREAD,
): () => void {
  let isPending = false;
  const wait = (turn: number, since: number) => {
    next(() => {
      const time = now();
      const isBusy = time - turn > IDLE_TURN_MS || isAnyWaiting();
      if (isBusy && time - since < MAX_DELAY_MS) {
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
