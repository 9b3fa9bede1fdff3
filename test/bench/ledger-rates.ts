import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSigningKey } from '../../gateway/audit/store/files/signing-key.ts';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import type { LedgerLocation } from '../../gateway/audit/store/ledger-location.ts';
import { createSigner } from '../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { ledgerOptions } from '../gateway/audit/sample.ts';

/** Who appends at a time. */
export interface Case {
  readonly store: 'SQLite' | 'PostgreSQL';
  /** Each a process of its own. */
  readonly writers: number;
  /** Of all writers. */
  readonly callers: number;
}

/** What a case is measured in. */
export interface RateOptions {
  readonly folder: string;
  readonly location: LedgerLocation;
  readonly seconds: number;
}

const WRITER = fileURLToPath(
  new URL(`./ledger-writer${extname(import.meta.url)}`, import.meta.url),
);

/** Durable requests and leaves a second, waits and what the main thread has spent, as cells; verifies the ledger. */
export async function measureRate(each: Case, options: RateOptions): Promise<string[]> {
  const { store, writers, callers } = each;
  const { folder, location, seconds } = options;
  const folders = Array.from({ length: writers }, (_, writer) => join(folder, String(writer)));
  for (const own of folders) mkdirSync(own, { recursive: true });
  const [first = ''] = folders;
  const checkpoint = join(folder, 'checkpoint');
  const enroll = folders.slice(1).map((own) => {
    const { keyPath, origin } = ledgerOptions(own);
    return createSigner(origin, createSigningKey(keyPath)).verifier.vkey;
  });
  const begun = await openLedger(ledgerOptions(first, { location, enroll }));
  await begun.close();
  const { guardPath } = ledgerOptions(first);
  copyFileSync(guardPath, checkpoint);

  const share = String(callers / writers);
  const runs = folders.map((own) =>
    start(own, [JSON.stringify(location), checkpoint, share, String(seconds)]),
  );
  await Promise.all(runs.map(({ ready }) => ready));
  for (const { go } of runs) go();
  const results = await Promise.all(runs.map(({ result }) => result));
  const waits = results.flatMap((result) => result.waits).toSorted((a, b) => a - b);
  const leaves = results.reduce((sum, result) => sum + result.leaves, 0);
  const { publicKey } = begun;
  const verdict = await verifyLedger({
    location,
    publicKey,
    anchors: [],
    witnesses: [],
    guardPath,
  });
  const isWhole = verdict.result === 'PASS' && verdict.covered > leaves;
  if (!isWhole) throw new Error(`The ledger is ${verdict.result} with ${verdict.covered} leaves.`);
  rmSync(folder, { recursive: true });
  const busiest = results.toSorted((a, b) => b.cpu - a.cpu)[0] ?? { cpu: 0, loadCpu: 0 };
  const percent = (cpu: number) => (cpu === 0 ? '–' : `${((cpu / seconds) * 100).toFixed(1)} %`);
  const at = (rank: number) => (waits[Math.floor(waits.length * rank)] ?? 0).toFixed(1);
  return [
    store,
    String(writers),
    String(callers),
    (waits.length / seconds).toFixed(0),
    (leaves / seconds).toFixed(0),
    at(0.5),
    at(0.99),
    percent(busiest.cpu - busiest.loadCpu),
    percent(busiest.loadCpu),
  ];
}

interface Result {
  readonly waits: readonly number[];
  readonly leaves: number;
  /** Seconds that the main thread has spent, and what of them was the load. */
  readonly cpu: number;
  readonly loadCpu: number;
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
