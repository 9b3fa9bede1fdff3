import { parentPort } from 'node:worker_threads';
import { createReportFunctions } from './answer-reports.ts';
import type { ReportCallbacks } from './report-functions.ts';
import { serveParent } from './worker-rpc.ts';

// Entry point of the threads that answer queries, so that no request to the gateway waits for a report.
if (parentPort !== null) {
  const functions = createReportFunctions(
    (done, total) => void callParent('verified', done, total),
  );
  const callParent = serveParent<ReportCallbacks>(parentPort, functions);
}
