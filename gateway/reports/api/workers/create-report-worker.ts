import { GatewayError } from '../../../platform/errors.ts';
import type { Log } from '../../../platform/log.ts';
import type { ReportCallbacks, ReportFunctions } from './report-functions.ts';
import type { ReportSources } from './report-sources.ts';
import type { Call } from '../../../platform/process/connect-rpc.ts';
import { startRpcWorker, type RpcWorker } from './worker-rpc.ts';

/** A thread that answers queries about the ledger. */
export interface ReportWorker {
  /**
   * Rejects with `REPORTS_UNAVAILABLE` if ledger or index cannot be read, too many calls are open, or after `close`.
   */
  readonly call: Call<ReportFunctions>;
  /** Open and later calls fail. */
  close(): Promise<void>;
}

/** Calls of one thread that may be open at a time. */
const MAX_OPEN = 32;

const MODULE = new URL('report-worker', import.meta.url);

/** Creates a thread that starts with the first call, and anew with the first call after it has died. */
export function createReportWorker(
  sources: ReportSources,
  log: Log,
  callbacks: ReportCallbacks = { verified: () => undefined },
): ReportWorker {
  let current: RpcWorker<ReportFunctions> | null = null;
  let isClosed = false;
  let open = 0;
  const start = () => {
    const started = startRpcWorker<ReportFunctions, ReportCallbacks>({
      module: MODULE,
      local: callbacks,
      event: 'report cannot be read',
      log,
    });
    // `start` fails only if the thread dies, and the calls that follow it then fail too.
    started.call('start', sources).catch(() => undefined);
    return started;
  };
  const use = async <Answer>(
    call: (worker: RpcWorker<ReportFunctions>) => Promise<Answer>,
  ): Promise<Answer> => {
    if (isClosed || open >= MAX_OPEN) throw new GatewayError('REPORTS_UNAVAILABLE');
    if (current === null || current.hasEnded()) current = start();
    open += 1;
    try {
      return await call(current);
    } finally {
      open -= 1;
    }
  };
  return {
    call: (name, ...args) => use((worker) => worker.call(name, ...args)),
    async close() {
      isClosed = true;
      await current?.end();
    },
  };
}
