import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import {
  parseReportEvent,
  type ReportEvent,
  type ReportThreadOptions,
} from './parse-report-message.ts';
import { logFault } from './report-fault.ts';
import { postTo, startReportWorker } from './start-report-worker.ts';

/** A thread that fills the index as the ledger grows. */
export interface FollowingThread {
  /** See `ReportThreadOptions`. */
  readonly publicKey: string | null;
  /** Resolves when the step that is under way is written and nothing is open any more. */
  close(): Promise<void>;
}

type FollowOptions = Omit<ReportThreadOptions, 'task' | 'publicKey'>;

/** How long to wait before a thread that has died is started again, ms. */
export interface RestartWaits {
  /** After the first death, and doubled after each further one. */
  readonly first: number;
  /** At most; whoever has lived as long as this is taken for well. */
  readonly longest: number;
}

const WAITS: RestartWaits = Object.freeze({ first: 1_000, longest: 60_000 });

/**
 * Starts to fill an index. Throws a `StartError` where it can't be used. What fails later is logged, and a
 * thread that dies is started again, after a while, for as long as it takes: meanwhile the index stays behind
 * its ledger, as `LedgerStatus.indexed` tells.
 */
export async function startFollowing(
  options: FollowOptions,
  log: Log,
  waits: RestartWaits = WAITS,
): Promise<FollowingThread> {
  const closing = new AbortController();
  const isClosing = () => closing.signal.aborted;
  let filler = startFiller(options, log);
  const first = await filler.begun;
  if (first.kind !== 'opened') {
    await filler.ended;
    throw new StartError(first.problems);
  }
  const keepUp = async () => {
    for (let deaths = 0, began = performance.now(); ; began = performance.now()) {
      await filler.ended;
      if (isClosing()) return;
      deaths = performance.now() - began >= waits.longest ? 1 : deaths + 1;
      const ms = Math.min(waits.first * 2 ** (deaths - 1), waits.longest);
      log.error('report index is not filled, its thread has died', { count: deaths, ms });
      await sleep(ms, null, { signal: closing.signal }).catch(() => null);
      if (isClosing()) return;
      filler = startFiller(options, log);
      if ((await filler.begun).kind === 'opened')
        log.info('report index is filled by another thread', { count: deaths });
    }
  };
  const kept = keepUp();
  return {
    publicKey: first.publicKey,
    async close() {
      closing.abort();
      filler.close();
      await kept;
    },
  };
}

/** A thread from its start to its end, whatever that is. */
interface Filler {
  /** What came of its start. */
  readonly begun: Promise<Extract<ReportEvent, { kind: 'opened' | 'refused' }>>;
  readonly ended: Promise<void>;
  /** Lets it end. */
  close(): void;
}

function startFiller(options: FollowOptions, log: Log): Filler {
  const worker = startReportWorker({ ...options, publicKey: null, task: 'follow' });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      resolve();
    });
  });
  worker.once('error', (error) => {
    log.error('thread for reports has died', { error });
  });
  let isFailing = false;
  const begun = new Promise<Awaited<Filler['begun']>>((resolve) => {
    worker.once('exit', () => {
      resolve({ kind: 'refused', problems: ['The report index could not be opened.'] });
    });
    worker.on('message', (message: unknown) => {
      const event = parseReportEvent(message);
      if (event.kind === 'opened' || event.kind === 'refused') resolve(event);
      if (event.kind === 'refused') void worker.terminate();
      // The next round begins a moment later: it is told once, and when it is over.
      if (event.kind === 'unfilled' && !isFailing)
        logFault(log, 'report index cannot be filled', event.cause);
      if (event.kind === 'filled' && isFailing)
        log.info('report index is filled again', { index: event.size });
      if (event.kind === 'unfilled' || event.kind === 'filled')
        isFailing = event.kind === 'unfilled';
    });
  });
  return {
    begun,
    ended,
    close() {
      postTo(worker, { kind: 'close' });
      const cutOff = setTimeout(() => void worker.terminate(), MOST_CLOSING_MS);
      void ended.finally(() => {
        clearTimeout(cutOff);
      });
    },
  };
}

/** A step that takes longer is given up: it is whole or not there. */
const MOST_CLOSING_MS = 10_000;
