import type { EventEmitter } from 'node:events';

/** Something that there is only so much of, such as connections or bytes, with a bound for each holder too. */
export interface Shares {
  /** Takes an amount if it is there now. */
  readonly tryTake: (holder: string, amount: number) => boolean;
  /**
   * Takes an amount as soon as it is there and those who came before have theirs, holders that have all they may
   * aside. False once `end` emits `abort`, or at once for more than a holder may ever have.
   */
  readonly take: (holder: string, amount: number, end: EventEmitter) => Promise<boolean>;
  readonly give: (holder: string, amount: number) => void;
}

/** Creates shares of a total. */
export function createShares(total: number, perHolder: number): Shares {
  const held = new Map<string, number>();
  const waiting = new Set<Waiting>();
  let free = total;

  const hasRoom = (holder: string, amount: number) => (held.get(holder) ?? 0) + amount <= perHolder;
  const tryTake = (holder: string, amount: number) => {
    if (amount > free || !hasRoom(holder, amount)) return false;
    free -= amount;
    held.set(holder, (held.get(holder) ?? 0) + amount);
    return true;
  };
  return {
    tryTake,
    take: async (holder, amount, end) => {
      if (amount > Math.min(total, perHolder)) return false;
      if (
        ![...waiting].some((each) => hasRoom(each.holder, each.amount)) &&
        tryTake(holder, amount)
      )
        return true;
      return new Promise((resolve) => {
        const one = { holder, amount, resolve };
        waiting.add(one);
        end.once('abort', () => {
          if (waiting.delete(one)) resolve(false);
        });
      });
    },
    give: (holder, amount) => {
      free += amount;
      const left = (held.get(holder) ?? 0) - amount;
      if (left > 0) held.set(holder, left);
      else held.delete(holder);
      for (const one of waiting) {
        if (!hasRoom(one.holder, one.amount)) continue;
        if (!tryTake(one.holder, one.amount)) return;
        waiting.delete(one);
        one.resolve(true);
      }
    },
  };
}

interface Waiting {
  readonly holder: string;
  readonly amount: number;
  readonly resolve: (isTaken: boolean) => void;
}
