/** The clock of a gateway: its time and its timers. */
export interface Clock {
  /** UTC ms since 1970. */
  readonly now: () => number;
  /** Calls `call` once after `ms` milliseconds. Returns a function that cancels the call. */
  readonly after: (ms: number, call: () => unknown) => () => void;
  /** Whether the clock shows another time than the machine: the ledger records that when it starts. */
  readonly isSimulated: boolean;
}

/** The clock of this machine. */
export const SYSTEM_CLOCK: Clock = Object.freeze({
  now: () => Date.now(),
  after: (ms: number, call: () => unknown) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  isSimulated: false,
});
