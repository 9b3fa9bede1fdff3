import { extname } from 'node:path';
import { Worker, type MessagePort } from 'node:worker_threads';
import { connectRpc, type Call } from '../../../platform/process/connect-rpc.ts';
import { GatewayError } from '../../../platform/errors.ts';
import type { Log } from '../../../platform/log.ts';
import { reportFaultOf, isReportFault, toGatewayError } from './report-fault.ts';

/** A worker thread that serves functions. */
export interface RpcWorker<Remote extends object> {
  readonly worker: Worker;
  /** Rejects with the fault of the function, and with `REPORTS_UNAVAILABLE` if the thread ends first. */
  readonly call: Call<Remote>;
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
  readonly hasEnded: () => boolean;
  /** Ends the thread when it has stopped its work, or after {@link MAX_ENDING_MS} whatever it does. */
  end(): Promise<void>;
}

/** How a thread is started. */
export interface WorkerOptions<Local extends object> {
  /** Without its extension. Its entry point calls {@link serveParent}. */
  readonly module: URL;
  /** The functions that the thread can call. */
  readonly local: Local;
  /** The message that a fault is logged with. */
  readonly event: string;
  readonly log: Log;
}

/** How long a thread may take to end by itself before it is terminated, ms. Its query may wait for a lock for 10 s. */
const MAX_ENDING_MS = 15_000;

/** Starts a thread. Its module is `.js` when built and `.ts` from source, as this one is. */
export function startRpcWorker<Remote extends object, Local extends object>({
  module,
  local,
  event,
  log,
}: WorkerOptions<Local>): RpcWorker<Remote> {
  const worker = new Worker(new URL(`${module.href}${extname(import.meta.url)}`));
  const rpc = connectRpc<Remote, Local>(local, {
    post: (message) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
      worker.postMessage(message);
    },
    on: (listen) => worker.on('message', listen),
    faultOf: reportFaultOf,
  });
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      hasEnded = true;
      rpc.$close(new GatewayError('REPORTS_UNAVAILABLE'));
      resolve();
    });
  });
  worker.on('error', (error) => {
    log.error('thread for reports has died', { error });
  });
  const fail = (error: unknown): never => {
    throw isReportFault(error) ? toGatewayError(log, event, error) : error;
  };
  return {
    worker,
    call: (name, ...args) =>
      rpc.$closed
        ? Promise.reject(new GatewayError('REPORTS_UNAVAILABLE'))
        : rpc.$call(name, ...args).catch(fail),
    ended,
    hasEnded: () => hasEnded,
    async end() {
      if (hasEnded) return;
      // A thread that is terminated while SQLite reports an error would end the process with it on Node.js 20.
      const late = setTimeout(() => void worker.terminate(), MAX_ENDING_MS);
      void rpc.$callRaw({ method: 'end', args: [], event: true });
      rpc.$close(new GatewayError('REPORTS_UNAVAILABLE'));
      await ended;
      clearTimeout(late);
    },
  };
}

/**
 * Serves functions to the thread that started this one. When that thread ends this one, calls `stop` and exits. Returns
 * the function that calls functions of the parent.
 */
export function serveParent<Remote extends object>(
  port: MessagePort,
  local: object,
  stop: () => Promise<void> = () => Promise.resolve(),
): Call<Remote> {
  // Exits the thread, not the process.
  const end = () => stop().finally(() => process.exit());
  const rpc = connectRpc<Remote, object>(
    { ...local, end },
    {
      post: (message) => {
        port.postMessage(message);
      },
      on: (listen) => port.on('message', listen),
      faultOf: reportFaultOf,
    },
  );
  return rpc.$call;
}
