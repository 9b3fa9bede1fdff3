import { GatewayError } from '../../platform/errors.ts';

/** Does work of the main thread one piece after the other, so that other requests get between. */
export interface SlowLane {
  /** Rejects with `UNPLANNED_BUDGET` where {@link MAX_WAITING} pieces of one caller wait already. */
  readonly run: <Result>(caller: string, work: () => Result) => Promise<Result>;
}

/**
 * Creates a lane. After each piece it rests {@link REST} times as long as that took, and callers take turns: one who
 * sends many pieces delays their own. `clock` gives milliseconds and never goes back.
 */
export function createSlowLane(clock: () => number = () => performance.now()): SlowLane {
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
    // To the end of the line.
    waiting.delete(caller);
    if (pieces.length > 0) waiting.set(caller, pieces);
    const since = clock();
    piece?.();
    setTimeout(next, REST * (clock() - since));
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

/** A quarter of the thread is for what is not known yet. */
const REST = 3;

/** More than a page of an application asks at once. */
const MAX_WAITING = 30;
