/* `node close-while-failing.js FOLDER`: closes a thread while its query waits for a lock until SQLite reports an error. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '../../../../../gateway/platform/log.ts';
import { createReportWorker } from '../../../../../gateway/reports/api/workers/create-report-worker.ts';
import { indexBeside } from '../../../../../gateway/reports/index/index-location.ts';
import { openDatabase } from '../../../../../schema/sqlite/open-database.ts';
import { at } from '../../../audit/sample.ts';

const path = `${process.argv[2]}/locked.db`;
const locked = openDatabase(`${path}.index`);
locked.exec('CREATE TABLE lock (id INTEGER); BEGIN EXCLUSIVE');

const worker = createReportWorker(
  {
    ledger: at(path),
    index: indexBeside(at(path)),
    guardPath: `${path}.guard`,
    witnesses: [],
    publicKey: null,
  },
  createLog('silent', { write: () => undefined }),
);
const asked = worker.call('total', { patient: 'p1' }).catch(() => null);
await sleep(1_000);
await worker.close();
await asked;
process.stdout.write('closed\n');
