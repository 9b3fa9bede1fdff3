import type { LeafVisitor } from './leaf-visitor.ts';
import { DAY_MS } from '../../platform/durations.ts';

/**
 * How much time the records of the ledger support. A clock that is set ahead writes a later time directly after earlier
 * records, in one step or in many. So a pause between records counts for a month at most, until a writer has been
 * recording for a day after it.
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

/** Time before the first record. */
export function createSupportedTime(): SupportedTime {
  let supported: number | null = null;
  /** Pauses are measured from `base`; `recording` adds up the recording time since then. */
  let base = -Infinity;
  let recording = createRecordingTime();
  /** The same for records later than the longest step allows. */
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
