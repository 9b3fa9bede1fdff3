import { countInMemory, type Count } from './counters.ts';
import type { SharedCounters } from './shared-counters.ts';

/** How much may be counted in how many seconds. */
export interface Allowance {
  readonly limit: number;
  readonly seconds: number;
}

/** What was counted of an allowance. */
export interface Usage extends Allowance {
  readonly used: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly secondsLeft: number;
}

/** What is counted, such as `['caller', issuer, subject]`. The first text says of what kind the others are. */
export type LimitKey = readonly [string, ...string[]];

/** Counts what is limited. */
export interface Limiter {
  /**
   * Adds to a count, also above the limit. Rejects with GatewayError `NOT_READY` where the shared store fails and its
   * failures refuse requests.
   */
  readonly count: (key: LimitKey, allowance: Allowance, amount?: number) => Promise<Usage>;
  /** Reads a count. */
  readonly read: (key: LimitKey, allowance: Allowance) => Promise<Usage>;
}

/**
 * Creates a limiter that counts in this process's memory and, if there is one, in a store that gateways share.
 *
 * Of both counts the higher one is used. So the store, even if others write to it, never raises a limit above what this gateway
 * alone would admit, and while it fails the count goes on where it was. A count above the limit in memory is not sent to the
 * store, which a flood of requests would overload.
 */
export function createLimiter(shared: SharedCounters | null = null): Limiter {
  const memory = countInMemory();
  return {
    count: async (key, allowance, amount = 1) => {
      const name = JSON.stringify(key);
      const own = await memory.add(name, amount, allowance.seconds);
      if (shared === null || own.total > allowance.limit) return usageOf(own, allowance);
      return usageOf(higher(own, await shared.add(name, amount, allowance.seconds)), allowance);
    },
    read: async (key, allowance) => {
      const name = JSON.stringify(key);
      const own = await memory.read(name);
      if (shared === null || own.total >= allowance.limit) return usageOf(own, allowance);
      return usageOf(higher(own, await shared.read(name)), allowance);
    },
  };
}

/** Whether what was counted is within the limit. */
export function isWithinLimit({ used, limit }: Usage): boolean {
  return used <= limit;
}

/** The higher count; the own one while the store fails. */
function higher(own: Count, shared: Count | null): Count {
  return shared === null || shared.total < own.total ? own : shared;
}

function usageOf({ total, msLeft }: Count, allowance: Allowance): Usage {
  const seconds = Math.ceil(msLeft / 1_000);
  // Something else that writes to the store may have set any time.
  const secondsLeft = seconds >= 1 ? Math.min(seconds, allowance.seconds) : 1;
  return { used: total, secondsLeft, ...allowance };
}
