import { parentPort } from 'node:worker_threads';
import { enrolledKey } from '../../../audit/record/control/key-change.ts';
import { openReader } from '../../../audit/store/open-reader.ts';
import { unpackLeaves } from '../../../audit/tree/batch.ts';
import { StartError } from '../../../platform/errors.ts';
import { followLedger } from '../../index/follow-ledger.ts';
import { openReportIndex } from '../../index/open-index.ts';
import type { IndexCallbacks, IndexFunctions, OpenedIndex } from './index-functions.ts';
import { faultCauseOf } from './report-fault.ts';
import type { ReportSources } from './report-sources.ts';
import { serveParent } from './worker-rpc.ts';

// Entry point of the thread that fills the index, so that no request to the gateway waits for it.
if (parentPort !== null) {
  const port = parentPort;
  let stop: (() => Promise<void>) | null = null;
  const functions: IndexFunctions = {
    async open(sources, everyMs): Promise<OpenedIndex> {
      try {
        const publicKey = await readFirstKey(sources);
        const index = await openReportIndex(sources, 'fill');
        const following = followLedger(index, sources.ledger, {
          everyMs,
          onFault: (error) => void callParent('unfilled', faultCauseOf(error)),
          onRound: ({ size }) => void callParent('filled', size),
        });
        // Waits for the current step, which is written as a whole.
        stop = async () => {
          await following.stop();
          await index.close();
        };
        return { ok: true, publicKey };
      } catch (error) {
        const problems =
          error instanceof StartError
            ? error.problems
            : [`The ledger cannot be read for reports (${faultCauseOf(error)}).`];
        return { ok: false, problems };
      }
    },
  };
  const callParent = serveParent<IndexCallbacks>(port, functions, async () => stop?.());
}

/** The key that the first record enrolls; null if it cannot be read. */
async function readFirstKey({ ledger }: Pick<ReportSources, 'ledger'>): Promise<string | null> {
  const reader = await openReader(ledger);
  try {
    const row = await reader.batchAt(0);
    const [first] = (row?.batch == null ? null : unpackLeaves(row.batch.leaves)) ?? [];
    return first === undefined ? null : (enrolledKey(first)?.vkey ?? null);
  } finally {
    await reader.close();
  }
}
