import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../../platform/errors.ts';
import type { Log } from '../../../platform/log.ts';
import type { IndexCallbacks, IndexFunctions, OpenedIndex } from './index-functions.ts';
import { logFault } from './report-fault.ts';
import type { ReportSources } from './report-sources.ts';
import { startRpcWorker } from './worker-rpc.ts';

/** A thread that fills the index as the ledger grows. */
export interface IndexWorker {
  /** See `ReportSources`. */
  readonly publicKey: string | null;
  /** Resolves when the step that is being written is complete and everything is closed. */
  close(): Promise<void>;
}

export interface IndexWorkerOptions extends Omit<ReportSources, 'publicKey'> {
  readonly everyMs: number;
}

/** Delays before a thread that has died is started again, ms. */
export interface RestartDelays {
  /** After the first death; doubled after each further one. */
  readonly first: number;
  /** The longest delay, and the uptime after which the next delay is the first one again. */
  readonly longest: number;
}

const DELAYS: RestartDelays = Object.freeze({ first: 1_000, longest: 60_000 });

/**
 * Starts to fill an index. Throws a `StartError` if the index cannot be used. Later faults are logged, and a thread
 * that dies is started again until it runs: meanwhile `LedgerStatus.indexed` shows how far the index lags.
 */
export async function startIndexWorker(
  options: IndexWorkerOptions,
  log: Log,
  delays: RestartDelays = DELAYS,
): Promise<IndexWorker> {
  const closing = new AbortController();
  const isClosing = () => closing.signal.aborted;
  let filler = startFiller(options, log);
  const first = await filler.opened;
  if (!first.ok) {
    await filler.ended;
    throw new StartError(first.problems);
  }
  const keepRunning = async () => {
    for (let deaths = 0, startedAt = performance.now(); ; startedAt = performance.now()) {
      await filler.ended;
      if (isClosing()) return;
      deaths = performance.now() - startedAt >= delays.longest ? 1 : deaths + 1;
      const ms = Math.min(delays.first * 2 ** (deaths - 1), delays.longest);
      log.error('report index is not filled, its thread has died', { count: deaths, ms });
      await sleep(ms, null, { signal: closing.signal }).catch(() => null);
      if (isClosing()) return;
      filler = startFiller(options, log);
      if ((await filler.opened).ok)
        log.info('report index is filled by another thread', { count: deaths });
    }
  };
  const kept = keepRunning();
  return {
    publicKey: first.publicKey,
    async close() {
      closing.abort();
      filler.close();
      await kept;
    },
  };
}

/** One thread that fills the index. */
interface Filler {
  readonly opened: Promise<OpenedIndex>;
  readonly ended: Promise<void>;
  close(): void;
}

const MODULE = new URL('index-worker', import.meta.url);

function startFiller({ everyMs, ...sources }: IndexWorkerOptions, log: Log): Filler {
  let isFailing = false;
  // The next poll follows a moment later, so only the first fault is logged, and the end of faults.
  const local: IndexCallbacks = {
    filled(size) {
      if (isFailing) log.info('report index is filled again', { index: size });
      isFailing = false;
    },
    unfilled(cause) {
      if (!isFailing) logFault(log, 'report index cannot be filled', cause);
      isFailing = true;
    },
  };
  const event = 'report index cannot be filled';
  const filler = startRpcWorker<IndexFunctions, IndexCallbacks>({
    module: MODULE,
    local,
    event,
    log,
  });
  const open = async (): Promise<OpenedIndex> => {
    const opened = await filler
      .call('open', sources, everyMs)
      .catch(() => ({ ok: false as const, problems: ['The report index could not be opened.'] }));
    if (!opened.ok) await filler.end();
    return opened;
  };
  return {
    opened: open(),
    ended: filler.ended,
    close: () => void filler.end(),
  };
}
