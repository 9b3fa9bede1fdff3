/**
 * How far the ledger itself supports that time has passed. A clock that is set ahead writes records that say so a moment
 * after the records before, in one step or in many: time without a record counts for a month at most, until a writer
 * has been recording for a day.
 */
export interface SupportedTime {
  /** The next record's time, UTC ms, in the order of the ledger and of whichever writer. */
  note(at: number): void;
  /** UTC ms; null as long as no record was seen. */
  time(): number | null;
}

const DAY_MS = 86_400_000;

/** How much time without a record counts. */
export const MAX_STEP_MS = 31 * DAY_MS;

/** How long a writer must have been recording before more of it counts. */
const MIN_RECORDING_MS = DAY_MS;

/** The longest pause between two records that counts as recording: twice the longest heartbeat. */
const PAUSE_MS = 7_200_000;

/** Nothing is supported yet. */
export function createSupportedTime(): SupportedTime {
  let supported: number | null = null;
  /** What steps are measured from, and for how long a writer has been recording since. */
  let base = -Infinity;
  let lived = createLived();
  /** Of records beyond the longest step. */
  let beyond = createLived();
  return {
    note(at) {
      if (supported === null) {
        supported = at;
        base = at;
      }
      if (at > base + MAX_STEP_MS) {
        if (beyond.add(at) < MIN_RECORDING_MS) return;
        supported = at;
        base = at;
        lived = beyond;
      } else {
        supported = Math.max(supported, at);
        if (lived.add(at) < MIN_RECORDING_MS) return;
        base = supported;
        lived = createLived();
      }
      beyond = createLived();
    },
    time: () => supported,
  };
}

/** Adds up the time between records that are no more than a pause apart. */
function createLived() {
  let last = Infinity;
  let sum = 0;
  return {
    add(at: number): number {
      const pause = at - last;
      // Far behind the record before: another clock begins here.
      if (pause < -PAUSE_MS) sum = 0;
      if (pause > 0 && pause <= PAUSE_MS) sum += pause;
      last = at;
      return sum;
    },
  };
}
