import { fork, type ChildProcess } from 'node:child_process';
import type { SuiteReport, SuiteRequest } from './suite.ts';

/** A test file that is loaded in its own process. */
export interface Suite {
  /** The conditions that loading evaluated, or why it failed. */
  readonly loaded: SuiteReport;
  /** Runs tests. A process that ends or exceeds the time limit counts as a failure. */
  run(request: SuiteRequest, timeoutMs?: number): Promise<SuiteReport>;
  /** Whether the process can run tests again. */
  isAlive(): boolean;
  close(): void;
}

const children = new Set<ChildProcess>();
// A process in an endless loop does not notice that this one ends.
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/** For runs without a time limit of their own. Several processes load at the same time. */
const MAX_MS = 120_000;

/** Loads a compiled test file in a folder, without a condition from the start (-1: with all). */
export async function openSuite(folder: string, file: string, mutant: number): Promise<Suite> {
  const child = fork('dist/test/mutation/suite.js', [file], {
    cwd: folder,
    execArgv: [
      '--import=./test/mutation/replace-modules.mjs',
      '--disable-warning=ExperimentalWarning',
    ],
    env: { ...process.env, MUTANT: String(mutant) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const next = (timeoutMs: number): Promise<SuiteReport> =>
    new Promise((resolve) => {
      const onExit = (): void => settle(failure('the process ended'));
      const settle = (report: SuiteReport): void => {
        clearTimeout(timer);
        child.removeAllListeners('message').removeListener('exit', onExit);
        resolve(report);
      };
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        settle(failure('time limit exceeded'));
      }, timeoutMs);
      child.once('message', (report) => settle(parseReport(report)));
      child.once('exit', onExit);
    });
  const isAlive = (): boolean => child.connected && !child.killed;
  const loaded = await next(MAX_MS);
  return {
    loaded,
    run: (request, timeoutMs = MAX_MS) => {
      if (!isAlive()) return Promise.resolve(failure('the process ended'));
      const report = next(timeoutMs);
      child.send(request);
      return report;
    },
    isAlive,
    close: () => void child.kill('SIGKILL'),
  };
}

function failure(text: string): SuiteReport {
  return { failure: text, failed: null, hits: [] };
}

function parseReport(message: unknown): SuiteReport {
  return message as SuiteReport;
}
