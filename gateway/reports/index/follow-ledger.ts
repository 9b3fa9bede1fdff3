import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerLocation } from '../../audit/store/ledger-location.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { openReader } from '../../audit/store/open-reader.ts';
import { fillIndex, FILL_DEFAULTS, type Filled } from './fill-index.ts';
import type { ReportIndex } from './open-index.ts';

/** An index that is kept up with its ledger. */
export interface Following {
  /** Resolves when the round that is under way has written its step and nothing is open any more. */
  stop(): Promise<void>;
}

/** How a ledger is followed. */
export interface FollowOptions {
  /** Between two looks at the ledger. */
  readonly everyMs: number;
  /** Told of each round that failed; the next one begins where it stopped. */
  readonly onFault: (error: unknown) => void;
  /** Told after each round that didn't. */
  readonly onRound: (filled: Filled) => void;
}

/** So short that whoever shares the thread hardly waits. */
const STEP_WEIGHT = 500;

/**
 * Fills an index with what its ledger gains, round by round, until it is told to stop. It reads the ledger as
 * anybody does, so that a commit never waits for it. The index stays its owner's to close.
 */
export function followLedger(
  index: ReportIndex,
  ledger: LedgerLocation,
  { everyMs, onFault, onRound }: FollowOptions,
): Following {
  const stopped = new AbortController();
  let reader: LedgerReader | null = null;
  const isStopped = () => stopped.signal.aborted;
  const close = async () => {
    const open = reader;
    reader = null;
    await open?.close();
  };
  const round = async () => {
    try {
      reader ??= await openReader(ledger);
      onRound(
        await fillIndex(index, reader, { ...FILL_DEFAULTS, stepWeight: STEP_WEIGHT, isStopped }),
      );
    } catch (error) {
      onFault(error);
      // Its connection may be what failed.
      await close().catch(onFault);
    }
  };
  const follow = async () => {
    while (!isStopped()) {
      await round();
      await sleep(everyMs, null, { signal: stopped.signal }).catch(() => null);
    }
    await close();
  };
  const ended = follow();
  return {
    stop() {
      stopped.abort();
      return ended;
    },
  };
}
