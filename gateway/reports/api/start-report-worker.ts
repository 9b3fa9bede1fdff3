import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReportRequest, ReportThreadOptions } from './parse-report-message.ts';

/** The threads' module lies beside this one and ends as it does: `.js` when built, `.ts` from source. */
const MODULE = new URL(`./report-worker${extname(import.meta.url)}`, import.meta.url);

/** Starts a thread that fills the index or answers questions. */
export function startReportWorker(options: ReportThreadOptions): Worker {
  return new Worker(MODULE, { workerData: options });
}

/** Sends something to it. */
export function postTo(worker: Worker, request: ReportRequest): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  worker.postMessage(request);
}
