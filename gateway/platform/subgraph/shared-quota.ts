import type { CancelSignal } from '../cancel-signal.ts';

/** A weighted semaphore over a limited resource, such as connections or bytes, with a bound for each holder. */
export interface SharedQuota {
  /** Acquires an amount if it is available now. */
  readonly tryAcquire: (holder: string, amount: number) => boolean;
  /**
   * Acquires an amount in order of arrival; holders at their own bound are skipped. Resolves to false once `signal`
   * aborts. Returns true at once if the amount is available, and false if `signal` has aborted, too many wait or it can never
   * be acquired.
   */
  readonly acquire: (
    holder: string,
    amount: number,
    signal: CancelSignal,
  ) => boolean | Promise<boolean>;
  readonly release: (holder: string, amount: number) => void;
}

/** How many may wait for a quota at a time. */
export interface QuotaQueue {
  readonly total: number;
  readonly perHolder: number;
}

/** Creates a quota of `total`, of which one holder may have `perHolder` at a time. By default any number may wait. */
export function createSharedQuota(
  total: number,
  perHolder: number,
  queue: QuotaQueue = { total: Infinity, perHolder: Infinity },
): SharedQuota {
  const held = new Map<string, number>();
  const waiting = new Set<Waiting>();
  const waitingOf = new Map<string, number>();
  let free = total;

  const enqueue = (one: Waiting) => {
    waiting.add(one);
    waitingOf.set(one.holder, (waitingOf.get(one.holder) ?? 0) + 1);
  };
  /** Whether it was waiting. */
  const dequeue = (one: Waiting) => {
    if (!waiting.delete(one)) return false;
    const left = (waitingOf.get(one.holder) ?? 0) - 1;
    if (left > 0) waitingOf.set(one.holder, left);
    else waitingOf.delete(one.holder);
    return true;
  };
  const hasRoom = (holder: string, amount: number) => (held.get(holder) ?? 0) + amount <= perHolder;
  const tryAcquire = (holder: string, amount: number) => {
    if (amount > free || !hasRoom(holder, amount)) return false;
    free -= amount;
    held.set(holder, (held.get(holder) ?? 0) + amount);
    return true;
  };
  const serveWaiting = () => {
    for (const one of waiting) {
      if (!hasRoom(one.holder, one.amount)) continue;
      // Smaller amounts behind it wait too: otherwise a large one could wait forever.
      if (!tryAcquire(one.holder, one.amount)) return;
      dequeue(one);
      one.resolve(true);
    }
  };
  return {
    tryAcquire,
    acquire: (holder, amount, signal) => {
      if (signal.aborted || amount > Math.min(total, perHolder)) return false;
      // Does not overtake a holder who waits only for the total.
      const isNext =
        waiting.size === 0 || ![...waiting].some((each) => hasRoom(each.holder, each.amount));
      if (isNext && tryAcquire(holder, amount)) return true;
      if (waiting.size >= queue.total || (waitingOf.get(holder) ?? 0) >= queue.perHolder)
        return false;
      return new Promise((resolve) => {
        const one = { holder, amount, resolve };
        enqueue(one);
        signal.addEventListener('abort', () => {
          if (!dequeue(one)) return;
          resolve(false);
          // Smaller amounts behind it may be available.
          serveWaiting();
        });
      });
    },
    release: (holder, amount) => {
      free += amount;
      const left = (held.get(holder) ?? 0) - amount;
      if (left > 0) held.set(holder, left);
      else held.delete(holder);
      serveWaiting();
    },
  };
}

interface Waiting {
  readonly holder: string;
  readonly amount: number;
  readonly resolve: (isAcquired: boolean) => void;
}
