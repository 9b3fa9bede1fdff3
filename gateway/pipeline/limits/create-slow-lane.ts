import { GatewayError } from '../../platform/errors.ts';

/** Runs work on the main thread one piece at a time, so that other requests run in between. */
export interface SlowLane {
  /** Rejects with `UNPLANNED_BUDGET` where {@link MAX_WAITING} pieces of the caller are waiting. */
  readonly run: <Result>(caller: string, work: () => Result) => Promise<Result>;
}

/**
 * Creates a lane. After each piece it rests {@link REST} times as long as the piece took. Callers take turns, so a caller
 * with many pieces delays only their own. `now` is monotonic, in ms.
 */
export function createSlowLane(now: () => number = () => performance.now()): SlowLane {
  const waiting = new Map<string, (() => void)[]>();
  let isBusy = false;

  const next = (): void => {
    const [turn] = waiting;
    if (!turn) {
      isBusy = false;
      return;
    }
    const [caller, pieces] = turn;
    const piece = pieces.shift();
    // Moves the caller to the end of the queue.
    waiting.delete(caller);
    if (pieces.length > 0) waiting.set(caller, pieces);
    const since = now();
    piece?.();
    setTimeout(next, REST * (now() - since));
  };

  return {
    run: (caller, work) =>
      new Promise((resolve, reject) => {
        const pieces = waiting.get(caller) ?? [];
        if (pieces.length >= MAX_WAITING) {
          reject(new GatewayError('UNPLANNED_BUDGET'));
          return;
        }
        pieces.push(() => {
          try {
            resolve(work());
          } catch (error) {
            reject(error);
          }
        });
        waiting.set(caller, pieces);
        if (isBusy) return;
        isBusy = true;
        next();
      }),
  };
}

/** The lane uses at most a quarter of the thread. */
const REST = 3;

/** More than one page of an application sends at a time. */
const MAX_WAITING = 30;
