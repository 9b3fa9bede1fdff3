import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerLocation } from '../../audit/store/ledger-location.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { openReader } from '../../audit/store/open-reader.ts';
import { fillIndex, FILL_DEFAULTS, type FillResult } from './fill-index.ts';
import type { ReportIndex } from './open-index.ts';

export interface LedgerFollower {
  /** Resolves when the current step is written and the connection to the ledger is closed. */
  stop(): Promise<void>;
}

export interface FollowLedgerOptions {
  /** Milliseconds between two polls of the ledger. */
  readonly everyMs: number;
  /** Called after each failed poll; the next poll resumes where it stopped. */
  readonly onFault: (error: unknown) => void;
  /** Called after each successful poll. */
  readonly onRound: (filled: FillResult) => void;
}

/** Events plus leaves of a step: few, so that other work on this thread hardly waits. */
const STEP_WEIGHT = 500;

/**
 * Polls a ledger and adds its new leaves to an index until `stop` is called. Reads without locks, so appends never
 * wait for it. The caller closes the index.
 */
export function followLedger(
  index: ReportIndex,
  ledger: LedgerLocation,
  { everyMs, onFault, onRound }: FollowLedgerOptions,
): LedgerFollower {
  const stopped = new AbortController();
  let reader: LedgerReader | null = null;
  const isStopped = () => stopped.signal.aborted;
  const closeReader = async () => {
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
      // The connection may have failed: open a new one for the next poll.
      await closeReader().catch(onFault);
    }
  };
  const follow = async () => {
    while (!isStopped()) {
      await round();
      await sleep(everyMs, null, { signal: stopped.signal }).catch(() => null);
    }
    await closeReader();
  };
  const ended = follow();
  return {
    stop() {
      stopped.abort();
      return ended;
    },
  };
}
