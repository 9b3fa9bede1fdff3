/* `node terminate-in-query.js WAY`: terminates five threads, each in the middle of its queries. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openDatabase } from '../../../schema/sqlite/open-database.ts';

const THREADS = 5;

if (isMainThread) await terminateThreads(process.argv[2]);
else queryForever(workerData);

async function terminateThreads(way: string | undefined): Promise<void> {
  for (let thread = 0; thread < THREADS; thread += 1) {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: way });
    await once(worker, 'message');
    await worker.terminate();
  }
  process.stdout.write(`${THREADS} threads terminated\n`);
}

function queryForever(way: unknown): never {
  const database = openDatabase(':memory:');
  database.exec('CREATE TABLE numbers (number INTEGER)');
  const insert = database.prepare('INSERT INTO numbers VALUES (1)');
  const select = database.prepare(
    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i FROM n',
  );
  for (let round = 0; ; round += 1) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
    if (round === 1) parentPort?.postMessage('started');
    if (way === 'run') insert.run();
    else if (way === 'get') select.get();
    else for (const row of select.iterate()) if (row === null) throw new Error('no row');
  }
}
