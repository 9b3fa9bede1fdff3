import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSigningKey } from '../../gateway/audit/files/signing-key.ts';
import { openLedger } from '../../gateway/audit/open-ledger.ts';
import type { LedgerLocation, PostgresServer } from '../../gateway/audit/store/ledger-location.ts';
import { connect } from '../../gateway/audit/store/postgres/connect.ts';
import { createSigner } from '../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { ledgerOptions } from '../gateway/audit/sample.ts';
import { startPostgresServer } from '../support/postgres-server.ts';

/*
 * Durable records per second, each of 20 objects: SQLite with one writer, PostgreSQL with one to eight, each a
 * process of its own. Every ledger is verified afterwards. SECONDS=5 by default.
 */

const SECONDS = Number(process.env['SECONDS'] ?? 5);
const WRITER = fileURLToPath(
  new URL(`./ledger-writer${extname(import.meta.url)}`, import.meta.url),
);

interface Case {
  readonly store: 'SQLite' | 'PostgreSQL';
  readonly writers: number;
  /** Of all writers. */
  readonly callers: number;
}

const CASES: readonly Case[] = [
  ...[1, 8, 32, 128, 512].map((callers) => ({ store: 'SQLite', writers: 1, callers }) as const),
  ...[1, 8, 32, 128, 512].map((callers) => ({ store: 'PostgreSQL', writers: 1, callers }) as const),
  ...[4, 8].map((writers) => ({ store: 'PostgreSQL', writers, callers: 128 }) as const),
];

const root = mkdtempSync(join(tmpdir(), 'phi-ledger-bench-'));
const server = await startPostgresServer();
try {
  print([
    'store',
    'writers',
    'callers',
    'records/s',
    'p50 ms',
    'p99 ms',
    'main thread',
    'bytes/record',
  ]);
  for (const [index, each] of CASES.entries()) print(await measure(each, index));
} finally {
  await server.close();
  rmSync(root, { recursive: true });
}

async function measure({ store, writers, callers }: Case, index: number): Promise<string[]> {
  const folders = Array.from({ length: writers }, (_, writer) => join(root, `${index}-${writer}`));
  for (const folder of folders) mkdirSync(folder);
  const [first = ''] = folders;
  const location = await place(store, first, index);
  const checkpoint = join(root, `${index}.checkpoint`);
  const enroll = folders.slice(1).map((folder) => {
    const { keyPath, origin } = ledgerOptions(folder);
    return createSigner(origin, createSigningKey(keyPath)).verifier.vkey;
  });
  const begun = await openLedger(ledgerOptions(first, { location, enroll }));
  await begun.close();
  copyFileSync(ledgerOptions(first).guardPath, checkpoint);

  const share = String(callers / writers);
  const runs = folders.map((folder) =>
    start(folder, [JSON.stringify(location), checkpoint, share, String(SECONDS)]),
  );
  await Promise.all(runs.map(({ ready }) => ready));
  for (const { go } of runs) go();
  const results = await Promise.all(runs.map(({ result }) => result));
  const waits = results.flatMap((result) => result.waits).toSorted((a, b) => a - b);
  const busy = Math.max(...results.map(({ utilization }) => utilization));

  const { guardPath } = ledgerOptions(first);
  const verdict = await verifyLedger({
    location,
    publicKey: begun.publicKey,
    anchors: [],
    witnesses: [],
    guardPath,
  });
  if (verdict.result !== 'PASS') throw new Error(`The ledger is ${verdict.result}.`);
  const bytes =
    location.kind === 'sqlite' ? statSync(location.path).size : await sizeOf(location.server);
  return [
    store,
    String(writers),
    String(callers),
    String(Math.round(waits.length / SECONDS)),
    (waits[Math.floor(waits.length * 0.5)] ?? 0).toFixed(1),
    (waits[Math.floor(waits.length * 0.99)] ?? 0).toFixed(1),
    `${Math.round(busy * 100)} %`,
    String(Math.round(bytes / waits.length)),
  ];
}

async function place(store: Case['store'], folder: string, index: number): Promise<LedgerLocation> {
  if (store === 'SQLite') return { kind: 'sqlite', path: join(folder, 'audit.db') };
  const { writer } = await server.createLedger(`bench_${index}`);
  return { kind: 'postgres', server: writer };
}

async function sizeOf(database: PostgresServer): Promise<number> {
  const client = await connect(database);
  const { rows } = await client.query<{ readonly size: number }>(
    "SELECT pg_total_relation_size('phi_audit.batches') AS size",
  );
  await client.end();
  return rows[0]?.size ?? 0;
}

interface Result {
  readonly waits: readonly number[];
  readonly utilization: number;
}

function start(folder: string, args: readonly string[]) {
  const child = spawn(process.execPath, [...process.execArgv, WRITER, folder, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return {
    go: () => child.stdin.write('go\n'),
    ready: once(child.stdout, 'data'),
    result: once(child, 'exit').then(() => readResult(join(folder, 'result.json'))),
  };
}

function readResult(file: string): Result {
  return JSON.parse(readFileSync(file, 'utf8')) as Result;
}

function print(cells: readonly string[]): void {
  process.stdout.write(`${cells.map((cell) => cell.padEnd(12)).join('')}\n`);
}
