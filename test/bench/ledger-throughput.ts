import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerLocation } from '../../gateway/audit/store/ledger-location.ts';
import { startPostgresServer } from '../support/postgres-server.ts';
import { measureRate, type Case } from './ledger-rates.ts';
import { measureSize } from './ledger-size.ts';
import { pinSelf, stopAll } from './pinned-process.ts';
import { printTable } from './print-table.ts';
import { measureRecording } from './recording-cost.ts';

/*
 * What the ledger does: durable requests a second, each of one leaf of 20 objects, on SQLite with one writer and
 * on PostgreSQL with one to eight; bytes on disk; and what a gateway answers with the ledger on beside the same
 * gateway with none. Every ledger of the first table is verified afterwards. SECONDS=3 for each rate and round,
 * ROUNDS=3, LEAVES=10000 for each size, from CALLERS=128 at a time,
 * PARTS=rates,disk,recording.
 */

const SECONDS = Number(process.env['SECONDS'] ?? 3);
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const LEAVES = Number(process.env['LEAVES'] ?? 10_000);
const PARTS = new Set((process.env['PARTS'] ?? 'rates,disk,recording').split(','));

type Store = Case['store'];

const CASES: readonly Case[] = [
  ...[1, 8, 32, 128, 512].map((callers) => ({ store: 'SQLite', writers: 1, callers }) as const),
  ...[1, 8, 32, 128, 512].map((callers) => ({ store: 'PostgreSQL', writers: 1, callers }) as const),
  ...[4, 8].flatMap((writers) =>
    [128, 512].map((callers) => ({ store: 'PostgreSQL', writers, callers }) as const),
  ),
];

const root = mkdtempSync(join(tmpdir(), 'phi-ledger-bench-'));
process.once('SIGINT', () => process.exit(130));
process.once('exit', stopAll);
const server = await startPostgresServer();
try {
  if (PARTS.has('rates')) await printRates();
  if (PARTS.has('disk')) await printSizes();
  if (PARTS.has('recording')) await printRecording();
} finally {
  stopAll();
  await server.close();
  rmSync(root, { recursive: true });
}

async function printRates(): Promise<void> {
  const rows: string[][] = [];
  for (const [index, each] of CASES.entries()) {
    const { store, writers, callers } = each;
    progress(`${store}, ${writers} writers, ${callers} callers (${index + 1} of ${CASES.length})`);
    const { folder, location } = await place(store, `rate_${index}`);
    rows.push(await measureRate(each, { folder, location, seconds: SECONDS }));
  }
  print('Durable requests of one leaf of 20 objects', [
    [
      'store',
      'writers',
      'callers',
      'requests/s',
      'leaves/s',
      'p50 ms',
      'p99 ms',
      'main thread',
      'load',
    ],
    ...rows,
  ]);
}

async function printSizes(): Promise<void> {
  const rows: string[][] = [];
  for (const store of ['SQLite', 'PostgreSQL'] as const) {
    for (const objects of [1, 20]) {
      const cells = [store, String(objects)];
      for (const identity of ['plain', 'committed'] as const) {
        progress(`size on ${store}, ${identity}, ${objects} objects`);
        const where = await place(store, `size_${store.toLowerCase()}_${identity}_${objects}`);
        const bytes = await measureSize({ ...where, identity, objects, leaves: LEAVES });
        cells.push((bytes / 1000).toFixed(2));
      }
      rows.push(cells);
    }
  }
  const head = ['store', 'objects', 'plain GB', 'committed GB'];
  print('Disk per million leaves, ids of 36 characters', [head, ...rows]);
}

async function printRecording(): Promise<void> {
  if (!pinSelf(1)) process.stderr.write('taskset is missing: nothing is pinned to a core\n');
  const folder = join(root, 'recording');
  mkdirSync(folder);
  const options = { folder, rounds: ROUNDS, seconds: SECONDS, onRound: progress };
  print('A gateway on one core, SQLite, over HTTP', [
    ['response', 'ledger', 'req/s', '× off', 'CPU µs/request', '× off'],
    ...(await measureRecording(options)),
  ]);
}

async function place(store: Store, name: string) {
  const folder = join(root, name);
  mkdirSync(folder);
  const location: LedgerLocation =
    store === 'SQLite'
      ? { kind: 'sqlite', path: join(folder, 'audit.db') }
      : { kind: 'postgres', server: (await server.createLedger(name)).writer };
  return { folder, location };
}

/** On a line of its own that the next one replaces, where somebody looks on. */
function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u{1b}[K${what}`);
}

function print(title: string, [head = [], ...rows]: readonly string[][]): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u{1b}[K');
  process.stdout.write(`\n${title}\n\n`);
  printTable(head, rows);
}
