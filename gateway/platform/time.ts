/** What tells a gateway the time, and wakes it. */
export interface Time {
  /** UTC ms since 1970. */
  readonly now: () => number;
  /** Calls once, when so many ms have passed; what it gives takes that back. */
  readonly after: (ms: number, call: () => unknown) => () => void;
  /** Whether somebody sets it: its ledger says so, in the record of the start. */
  readonly isSet: boolean;
}

/** The machine's own. */
export const MACHINE_TIME: Time = Object.freeze({
  now: () => Date.now(),
  after: (ms: number, call: () => unknown) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  isSet: false,
});
