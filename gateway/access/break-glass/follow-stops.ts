import { repeatTask } from '../../platform/repeat-task.ts';
import { readStopsFrom, type StopsPosition } from '../../audit/chain/read-stops.ts';
import type { LedgerLocation } from '../../audit/store/ledger-location.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { openReader } from '../../audit/store/open-reader.ts';
import type { Log } from '../../platform/log.ts';

/** What is read, from where on, and who is told. */
export interface FollowOptions {
  readonly location: LedgerLocation;
  /** What has been read already. */
  readonly from: StopsPosition;
  readonly everyMs: number;
  /** Told the id of each grant that was stopped, by whichever gateway. */
  readonly onStop: (id: string) => void;
  readonly log: Log;
}

/** Hears of the grants that the other gateways of a shared ledger have stopped. */
export interface FollowedStops {
  /** Seconds since the ledger was last read to its end. */
  age(): number;
  close(): Promise<void>;
}

/**
 * Reads what has been committed since the last time, again and again. While the ledger can't be read, grants
 * stay what they were: only their own holders can have stopped them, they last for minutes, and whoever has
 * a patient before them must not lose theirs because of it. That it can't is logged once, and so is that it can
 * again; how long it has been is for the metrics.
 */
export function followStops({
  location,
  from,
  everyMs,
  onStop,
  log,
}: FollowOptions): FollowedStops {
  let reader: Promise<LedgerReader> | null = null;
  let position = from;
  let readAt = performance.now();
  let isFailing = false;

  const letGo = async () => {
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
      await letGo();
    }
  };
  const runner = repeatTask(follow, everyMs);
  return {
    age: () => (performance.now() - readAt) / 1000,
    async close() {
      await runner.stop();
      await letGo();
    },
  };
}
