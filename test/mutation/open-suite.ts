import { fork } from 'node:child_process';
import type { SuiteReport } from './suite.ts';

/** A test file that is loaded in a process of its own. */
export interface Suite {
  /** What loading it evaluated, or why it failed. */
  readonly loaded: SuiteReport;
  /** Runs its tests without a condition (-1: with all). A process that ends or takes longer is a failure. */
  run(mutant: number, timeoutMs?: number): Promise<SuiteReport>;
  close(): void;
}

/** Loading shares the machine with other processes that load, and ends without any condition. */
const LONGEST_MS = 60_000;

/** Loads a compiled test file in a folder, without a condition from the start (-1: with all). */
export async function openSuite(folder: string, file: string, mutant: number): Promise<Suite> {
  const child = fork('dist/test/mutation/suite.js', [file], {
    cwd: folder,
    execArgv: ['--import=./test/mutation/stand-ins.mjs', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, MUTANT: String(mutant) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const next = (timeoutMs: number): Promise<SuiteReport> =>
    new Promise((resolve) => {
      const settle = (report: SuiteReport): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(report);
      };
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        settle({ failure: 'no end', hits: [] });
      }, timeoutMs);
      child.once('message', (report) => settle(parseReport(report)));
      child.once('exit', () => settle({ failure: 'the process ended', hits: [] }));
    });
  const loaded = await next(LONGEST_MS);
  return {
    loaded,
    run: (without, timeoutMs = LONGEST_MS) => {
      if (!child.connected) return Promise.resolve({ failure: 'the process ended', hits: [] });
      const report = next(timeoutMs);
      child.send(without);
      return report;
    },
    close: () => void child.kill('SIGKILL'),
  };
}

function parseReport(message: unknown): SuiteReport {
  return message as SuiteReport;
}
