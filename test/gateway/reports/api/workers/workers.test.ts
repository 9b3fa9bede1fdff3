import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { createLog } from '../../../../../gateway/platform/log.ts';
import {
  startIndexWorker,
  type IndexWorker,
} from '../../../../../gateway/reports/api/workers/start-index-worker.ts';
import {
  createReportWorker,
  type ReportWorker,
} from '../../../../../gateway/reports/api/workers/create-report-worker.ts';
import {
  createQueuedWorker,
  type QueuedWorker,
} from '../../../../../gateway/reports/api/workers/per-caller-queue.ts';
import { indexBeside } from '../../../../../gateway/reports/index/index-location.ts';
import { openReportIndex } from '../../../../../gateway/reports/index/open-index.ts';
import { readStatus } from '../../../../../gateway/reports/index/position.ts';
import { rebuildIndex } from '../../../../../gateway/reports/index/rebuild-index.ts';
import { packageFile } from '../../../../../schema/package-file.ts';
import { watchThreads, type StartedThreads } from '../../../../support/started-threads.ts';
import { accessRecord, at, createDirectory } from '../../../audit/sample.ts';
import { placeInFile } from '../../../audit/stores.ts';
import { append, LEDGER } from '../../index/places.ts';
import { askedBy } from '../asked-by.ts';

const directory = createDirectory();
const path = `${directory.path}/audit.db`;
const index = indexBeside(at(path));
const sources = {
  ledger: at(path),
  index,
  guardPath: `${path}.guard`,
  witnesses: [],
};
const options = { ...sources, everyMs: 50 };
const unavailable = expect.objectContaining({ code: 'REPORTS_UNAVAILABLE' });

let lines: string[];
let threads: StartedThreads;
const log = () => createLog('debug', { write: (line: string) => void lines.push(line) });
const messages = () => lines.map((line) => String((JSON.parse(line) as { msg: unknown }).msg));
/** Delays before the restarts, ms. */
const waits = () => lines.map((line) => (JSON.parse(line) as { ms?: number }).ms ?? []).flat();
const write = () => append(placeInFile(path), directory.path, [accessRecord(['p1'])]);
const rebuild = async () => {
  const reader = await openReader(at(path));
  await rebuildIndex(index, reader, { onProgress: () => undefined });
  await reader.close();
};

beforeAll(write);
beforeEach(() => {
  lines = [];
  threads = watchThreads();
});
afterEach(() => {
  threads.close();
});
afterAll(() => {
  directory.remove();
});

async function until(isDone: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !(await isDone()); await sleep(20)) {
    if (Date.now() > end) throw new Error(`It did not come to that: ${lines.join('')}`);
  }
}

/** The lag that the index reports. */
const lag = async () => {
  const open = await openReportIndex({ ledger: LEDGER, index }, 'read');
  const reader = await openReader(at(path));
  try {
    return (await readStatus(open, reader)).lag;
  } finally {
    await reader.close();
    await open.close();
  }
};

const settle = (asked: readonly Promise<number>[]) =>
  Promise.all(asked.map((each) => each.catch((error: unknown) => error)));

describe('the thread that fills the report index', () => {
  let following: IndexWorker | null = null;
  afterEach(() => following?.close());

  it('is restarted after a crash, and the index reports its lag meanwhile', async () => {
    following = await startIndexWorker(options, log(), { first: 1500, longest: 60_000 });
    await until(async () => (await lag()) === 0);
    await threads.killFirst();
    await write();
    expect(await lag()).toBeGreaterThan(0);
    await until(async () => (await lag()) === 0);
    expect(messages()).toEqual([
      'report index is not filled, its thread has died',
      'report index is filled by another thread',
    ]);
  });

  it('is restarted after delays of 100, 200 and 400 ms until it can start', async () => {
    following = await startIndexWorker(options, log(), { first: 100, longest: 60_000 });
    // Not while SQLite reports an error: the thread would end this process with it on Node.js 20.
    await threads.killFirst();
    writeFileSync(`${path}.index`, 'x'.repeat(5000));
    await until(() => waits().length >= 3);
    expect(waits().slice(0, 3)).toEqual([100, 200, 400]);
    rmSync(`${path}.index`);
    await until(() => messages().includes('report index is filled by another thread'));
    await until(async () => (await lag()) === 0);
  });

  it('is not restarted after it was closed, even if a restart was pending', async () => {
    const ended = await startIndexWorker(options, log(), { first: 20, longest: 20 });
    await ended.close();
    const waiting = await startIndexWorker(options, log(), { first: 60_000, longest: 60_000 });
    await threads.killLast();
    await waiting.close();
    await sleep(100);
    expect(threads.count()).toBe(2);
  });

  it('does not start on a file that is not a report index, and the error says so', async () => {
    writeFileSync(`${path}.index`, 'x'.repeat(5000));
    await expect(startIndexWorker(options, log())).rejects.toThrow(
      /is not a report index and was left unchanged/,
    );
    rmSync(`${path}.index`);
  });
});

describe('a thread that answers report queries', () => {
  let thread: ReportWorker;
  beforeAll(rebuild);
  beforeEach(() => {
    thread = createReportWorker({ ...sources, publicKey: null }, log());
  });
  afterEach(() => thread.close());
  const total = () => thread.call('total', { patient: 'p1' });

  it('fails its open queries with REPORTS_UNAVAILABLE when it crashes, and the next query starts another thread', async () => {
    const known = await total();
    expect(known).toBeGreaterThan(0);
    // As many as may wait: the thread may have answered the first ones before its end reaches it.
    const asked = Array.from({ length: 32 }, total);
    const [results] = await Promise.all([settle(asked), threads.killLast()]);
    const failed = results.filter((each) => each !== known);
    expect(failed).not.toEqual([]);
    expect(failed).toEqual(failed.map(() => unavailable));
    expect(await total()).toBe(known);
    expect(threads.count()).toBe(2);
  });

  it('queues at most 32 queries and refuses more with REPORTS_UNAVAILABLE', async () => {
    const known = await total();
    const results = await settle(Array.from({ length: 40 }, total));
    expect(results.filter((each) => each === known)).toHaveLength(32);
    expect(results.slice(32)).toEqual(Array.from({ length: 8 }, () => unavailable));
    expect(await total()).toBe(known);
  });

  it('fails open and later queries with REPORTS_UNAVAILABLE after it was closed', async () => {
    await total();
    const asked = [total(), total()];
    const [results] = await Promise.all([settle(asked), thread.close()]);
    expect(results).toEqual([unavailable, unavailable]);
    await expect(total()).rejects.toEqual(unavailable);
    expect(threads.count()).toBe(1);
  });

  it('can be closed during an SQLite error without ending the process', async () => {
    // In a process of its own: what this guards against ends the process.
    const script = packageFile('dist/test/gateway/reports/api/workers/close-while-failing.js');
    const { stdout } = await promisify(execFile)(process.execPath, [script, directory.path]);
    expect(stdout).toBe('closed\n');
  });
});

describe('a thread that callers share through its queue', () => {
  let shared: QueuedWorker;
  beforeEach(async () => {
    await rebuild();
    shared = createQueuedWorker({ ...sources, publicKey: null }, log());
  });
  afterEach(() => shared.close());

  it('answers another caller before the queries that one caller has sent at once, and refuses those beyond 104', async () => {
    const answered: string[] = [];
    const ask = async (subject: string) => {
      const total = await shared.of(askedBy(subject)).call('total', { patient: 'p1' });
      answered.push(subject);
      return total;
    };
    const many = Array.from({ length: 110 }, () => ask('many'));
    const [results] = await Promise.all([settle(many), ask('one')]);
    expect(results.slice(104)).toEqual(Array.from({ length: 6 }, () => unavailable));
    expect(answered).toHaveLength(105);
    expect(answered.indexOf('one')).toBeLessThan(50);
  });
});
