/** How often a failed call is sent again. */
export interface RetrySettings {
  /** Retries of one call. */
  readonly retries: number;
  /** Retries in percent of all calls that may be retried. */
  readonly retryPercent: number;
}

/** The retries of all calls to one server. */
export interface Retries {
  /** Counts a call that may be retried, and so adds its share to the budget. */
  readonly count: () => void;
  /**
   * Takes a retry from the budget for a call that has been retried `done` times; with `isFree`, the budget stays as it is.
   * Returns how many milliseconds to wait before it is sent; null if it must not be retried.
   */
  readonly take: (done: number, isFree?: boolean) => number | null;
}

/** Retries that need no calls before them, for a gateway with little traffic. */
const BURST = 10;

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 1_000;

/**
 * Creates the retries of a server. A budget bounds them in proportion to all calls, so that a server that is down or
 * overloaded does not get several times its load. Pauses are random from zero up ("full jitter"), so that calls that
 * failed together do not return together.
 */
export function createRetries(
  { retries, retryPercent }: RetrySettings,
  random: () => number = Math.random,
): Retries {
  /** In hundredths of a retry. */
  let budget = BURST * 100;
  return {
    count: () => {
      budget = Math.min(BURST * 100, budget + retryPercent);
    },
    take: (done, isFree = false) => {
      if (done >= retries) return null;
      if (!isFree) {
        if (budget < 100) return null;
        budget -= 100;
      }
      return random() * Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** done);
    },
  };
}
