import { appendFileSync } from 'node:fs';

/** The variable that names the file in which test files note what they waited for. */
export const WAITS_FILE = 'TEST_WAITS_FILE';

/** The variable that names the test file that runs in a process; unset in benchmarks. */
export const TEST_PATH = 'TEST_PATH';

/** A kind of wait: a start, or a command that runs to its end. */
export type WaitKind = 'gateway' | 'command' | 'PostgreSQL' | 'browser' | 'composition';

/** One wait of one test file. */
export interface Wait {
  readonly path: string;
  readonly kind: WaitKind;
  readonly ms: number;
}

/** Does some work, and notes for the report of slow test files how long it took. */
export async function timed<Result>(
  kind: WaitKind,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const since = performance.now();
  try {
    return await work();
  } finally {
    note(kind, performance.now() - since);
  }
}

/** The same as {@link timed} for synchronous work. */
export function timedSync<Result>(kind: WaitKind, work: () => Result): Result {
  const since = performance.now();
  try {
    return work();
  } finally {
    note(kind, performance.now() - since);
  }
}

function note(kind: WaitKind, ms: number): void {
  const file = process.env[WAITS_FILE];
  if (file === undefined) return;
  const wait: Wait = { path: process.env[TEST_PATH] ?? '', kind, ms };
  appendFileSync(file, `${JSON.stringify(wait)}\n`);
}
