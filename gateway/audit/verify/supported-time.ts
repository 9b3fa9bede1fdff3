import type { LeafVisitor } from './leaf-visitor.ts';
import { DAY_MS } from '../../platform/durations.ts';

/**
 * The latest time that the records of the ledger support: pruning uses it, so that a clock that was set ahead makes no record
 * old. Such a clock writes later times directly after earlier records, in one step or in many. So records support a time of at
 * most a month after `base`, the time at which the last day of recording ended. A later time counts once records have been
 * written for a day (at most two hours apart) at such times.
 */
export interface SupportedTime extends LeafVisitor {
  /** The time of the next record of any writer, UTC ms. */
  note(at: number): void;
  /** UTC ms; null without records. */
  time(): number | null;
}

/** The longest pause between records that counts in full. */
export const MAX_STEP_MS = 31 * DAY_MS;

/** How long a writer must have been recording before a longer pause counts. */
const MIN_RECORDING_MS = DAY_MS;

/** The longest pause between two records that counts as recording: twice the longest heartbeat. */
const PAUSE_MS = 7_200_000;

/** Starts before the first record. */
export function createSupportedTime(): SupportedTime {
  let supported: number | null = null;
  let base = -Infinity;
  /** Time in which records were written since `base`. */
  let recording = createRecordingTime();
  /** The same for records that are more than a month later than `base`. */
  let ahead = createRecordingTime();
  const note = (at: number) => {
    if (supported === null) {
      supported = at;
      base = at;
    }
    if (at > base + MAX_STEP_MS) {
      if (ahead.add(at) < MIN_RECORDING_MS) return;
      supported = at;
      base = at;
      recording = ahead;
    } else {
      supported = Math.max(supported, at);
      if (recording.add(at) < MIN_RECORDING_MS) return;
      base = supported;
      recording = createRecordingTime();
    }
    ahead = createRecordingTime();
  };
  return {
    note,
    visit({ at }) {
      if (Number.isSafeInteger(at)) note(at);
    },
    plainLeaves: {
      accepts: () => true,
      visit({ earliestAt, latestAt }) {
        note(earliestAt);
        note(latestAt);
      },
    },
    time: () => supported,
  };
}

/** Adds up the time between records that are no more than a pause apart. */
function createRecordingTime() {
  let last = Infinity;
  let sum = 0;
  return {
    add(at: number): number {
      const pause = at - last;
      // Much earlier than the record before: another clock begins here.
      if (pause < -PAUSE_MS) sum = 0;
      if (pause > 0 && pause <= PAUSE_MS) sum += pause;
      last = at;
      return sum;
    },
  };
}
