import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { packageFile } from '../../../schema/package-file.ts';
import { openLedger } from '../../../gateway/audit/append/open-ledger.ts';
import { planInThread } from '../../../gateway/pipeline/execution/plan-thread.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../gateway/audit/sample.ts';
import { composeSdl, HEAD } from '../compose-subgraphs.ts';
import { readLedger } from '../read-ledger.ts';

const directory = createDirectory();
/** The threads of a test, and their ids when they were started. */
let threads: Worker[] = [];
let ids: number[] = [];
const see = (message: unknown) => {
  const { worker } = message as { readonly worker: unknown };
  if (!(worker instanceof Worker)) return;
  threads.push(worker);
  ids.push(worker.threadId);
};

beforeEach(() => {
  threads = [];
  ids = [];
  subscribe('worker_threads', see);
});
afterEach(() => void unsubscribe('worker_threads', see));
afterAll(() => {
  directory.remove();
});

/** Writes records about a patient to a ledger, as each of these tests does. */
async function write(name: string, patients: readonly string[]): Promise<string> {
  const path = `${directory.path}/${name}.db`;
  const ledger = await openLedger(ledgerOptions(directory.path, { path }));
  await Promise.all(patients.map((patient) => ledger.append(accessRecord([patient]))));
  await ledger.close();
  return path;
}

/** The patients in a ledger's records. */
const patientsOf = (path: string) => [
  ...new Set(JSON.stringify(readLedger(path)).match(/\bp\d\b/g)),
];

describe('threads that tests use again', () => {
  it('write the next ledger in the thread of the one before, which holds no file of that any more', async () => {
    const first = await write('first', ['p1']);
    const second = await write('second', ['p2', 'p3']);
    expect(ids[1]).toBe(ids[0]);
    expect([patientsOf(first), patientsOf(second)]).toEqual([['p1'], ['p2', 'p3']]);
    expect(existsSync(`${first}-wal`)).toBe(false);
    expect(threads.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  });

  it('are not shared by two ledgers at a time', async () => {
    const paths = ['left', 'right'].map((name) => `${directory.path}/${name}.db`);
    const ledgers = await Promise.all(
      paths.map((path) => openLedger(ledgerOptions(directory.path, { path }))),
    );
    expect(ids[1]).not.toBe(ids[0]);
    await Promise.all(ledgers.map((ledger) => ledger.close()));
  });

  it('refuse a ledger that cannot be opened, and then write another', async () => {
    mkdirSync(`${directory.path}/taken.db`);
    await expect(write('taken', ['p1'])).rejects.toThrow('taken.db cannot be written');
    expect(patientsOf(await write('after', ['p1']))).toEqual(['p1']);
    expect(ids[1]).toBe(ids[0]);
  });

  it('do not come back once they are killed in the middle of their work', async () => {
    const path = `${directory.path}/killed.db`;
    const ledger = await openLedger(ledgerOptions(directory.path, { path }));
    const waiting = Promise.allSettled([ledger.append(accessRecord(['p1']))]);
    await threads.at(0)?.terminate();
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected']);
    await ledger.close().catch(() => undefined);
    await write('later', ['p1']);
    expect(ids).toHaveLength(2);
    expect(ids[1]).not.toBe(ids[0]);
  });

  it('plan for the next supergraph in the thread whose planner was closed', async () => {
    for (const field of ['name', 'title']) {
      const composed = composeSdl({ a: `${HEAD} type Query { ${field}: String }` });
      if (!composed.ok) throw new Error('not composed');
      const planner = await planInThread(composed.supergraphSdl);
      const text = `{${field}}`;
      const plan = await planner.plan({ text, hash: text });
      expect(JSON.stringify(plan)).toContain(text);
      await planner.close();
    }
    expect(ids[1]).toBe(ids[0]);
  });

  it('emit an error and exit code 1 if their module throws', async () => {
    const faulty = new Worker(new URL('plan-worker.js', import.meta.url), { workerData: 'no SDL' });
    const seen: unknown[] = [];
    faulty.on('error', (error) => seen.push(error.name));
    const code = await new Promise((resolve) => void faulty.once('exit', resolve));
    expect([seen, code]).toEqual([['Error'], 1]);
  });

  it('do not keep a process alive that has nothing else to do', () => {
    const file = `${directory.path}/ends.mjs`;
    writeFileSync(
      file,
      `
      import { openLedger } from '${packageFile('dist/gateway/audit/append/open-ledger.js')}';
      import { ledgerOptions } from '${packageFile('dist/test/gateway/audit/sample.js')}';
      import { reuseThreads } from '${packageFile('dist/test/support/runner/reuse-threads.js')}';
      reuseThreads();
      const ledger = await openLedger(ledgerOptions('${directory.path}'));
      await ledger.close();`,
    );
    const { status, signal } = spawnSync(process.execPath, [file], { timeout: 30_000 });
    expect([status, signal]).toEqual([0, null]);
  });
});
