import { repeatTask } from '../../platform/repeat-task.ts';
import { readStopsFrom, type StopsPosition } from './read-stops.ts';
import type { LedgerLocation } from '../../audit/store/ledger-location.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { openReader } from '../../audit/store/open-reader.ts';
import type { Log } from '../../platform/log.ts';

export interface FollowStopsOptions {
  readonly location: LedgerLocation;
  /** The position after the stops that were read before. */
  readonly from: StopsPosition;
  readonly everyMs: number;
  /** Called with the id of each grant that any gateway stopped. */
  readonly onStop: (id: string) => void;
  readonly log: Log;
}

/** Follows the stops that other gateways record in a shared ledger. */
export interface FollowedStops {
  /** Seconds since the ledger was last read to its end. */
  age(): number;
  close(): Promise<void>;
}

/**
 * Periodically reads the newly committed stops. While the ledger cannot be read, grants stay valid: only their holders
 * can have stopped them, they expire within minutes, and a clinician in an emergency must not lose access. The failure
 * and the recovery are each logged once; `age` is for the metrics.
 */
export function followStops({
  location,
  from,
  everyMs,
  onStop,
  log,
}: FollowStopsOptions): FollowedStops {
  let reader: Promise<LedgerReader> | null = null;
  let position = from;
  let readAt = performance.now();
  let isFailing = false;

  const closeReader = async () => {
    const open = reader;
    reader = null;
    await open?.then((each) => each.close()).catch(() => undefined);
  };
  const follow = async () => {
    try {
      const stops = await readStopsFrom(await (reader ??= openReader(location)), position);
      position = stops;
      for (const id of stops.ids) onStop(id);
      readAt = performance.now();
      if (isFailing) log.info('stops of break-glass are read again');
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.warn('stops of break-glass cannot be read', { error });
      isFailing = true;
      await closeReader();
    }
  };
  const runner = repeatTask(follow, everyMs);
  return {
    age: () => (performance.now() - readAt) / 1000,
    async close() {
      await runner.stop();
      await closeReader();
    },
  };
}
