import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { packageFile } from '../../schema/package-file.ts';

const MODULE = pathToFileURL(packageFile('gateway/one-at-a-time.mjs')).href;
/** Waits for its turn, then writes to `log` when it begins and when it ends. */
const WORK = `
  import { appendFileSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  import { waitForTurn } from '${MODULE}';
  await waitForTurn('dist/work.pid', 'works');
  appendFileSync('log', 'begin ');
  await setTimeout(50);
  appendFileSync('log', 'end ');
`;
let folder: string;
let running: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phi-turn-'));
  running = [];
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function start(...args: string[]) {
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  return child;
}

const work = () => start('--input-type=module', '--eval', WORK);
const log = () => readFileSync(join(folder, 'log'), 'utf8');

function write(file: string, content: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}

describe('working one at a time', () => {
  it('lets each of three processes that start at once end before the next begins', async () => {
    await Promise.all([work(), work(), work()].map(async (child) => await once(child, 'exit')));
    expect(log()).toBe('begin end '.repeat(3));
    expect(existsSync(join(folder, 'dist/work.pid'))).toBe(false);
  });

  it('goes on if the process that worked was killed', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    write('dist/work.pid', String(pid));
    await once(work(), 'exit');
    expect(log()).toBe('begin end ');
  });

  it('goes on if the file is older than ten minutes, since another process can have the id by now', async () => {
    write('dist/work.pid', String(process.pid));
    const then = Date.now() / 1000 - 601;
    utimesSync(join(folder, 'dist/work.pid'), then, then);
    await once(work(), 'exit');
    expect(log()).toBe('begin end ');
  });

  it('says what it waits for while a process works', async () => {
    write('dist/work.pid', String(process.pid));
    const child = work();
    const said = text(child.stderr);
    await once(child.stderr, 'data');
    rmSync(join(folder, 'dist/work.pid'));
    expect(await said).toBe(
      'Waiting for another process that works in this folder (dist/work.pid) …\n',
    );
    expect(log()).toBe('begin end ');
  });

  it('waits for a process that has created the file and not written its id yet', async () => {
    write('dist/work.pid', '');
    const child = work();
    await once(child.stderr, 'data');
    expect(existsSync(join(folder, 'log'))).toBe(false);
  });
});

describe('scripts that write where others read', () => {
  it.each([
    ['gateway/compile.mjs', 'dist/compile.pid'],
    ['test/install-tools.mjs', 'node_modules/.install-tools.pid'],
  ])('waits in %s for the process in %s', async (script, file) => {
    const lock = { packages: { 'node_modules/linter': { version: '1.0.0', dev: true } } };
    for (const path of ['package-lock.json', 'tsconfig.json', 'gateway/bundle.mjs'])
      write(path, JSON.stringify(lock));
    write('node_modules/.package-lock.json', '{ "packages": {} }');
    write(file, String(process.pid));
    const child = start(packageFile(script));
    const said = text(child.stderr);
    await once(child.stderr, 'data');
    child.kill();
    expect(await said).toContain(`(${file})`);
  });
});
