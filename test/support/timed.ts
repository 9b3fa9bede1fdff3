import { appendFileSync } from 'node:fs';

/** The environment variable with the path of the file in which test files record their waits. */
export const WAITS_FILE = 'TEST_WAITS_FILE';

/** The environment variable with the path of the test file that this process runs; unset in benchmarks. */
export const TEST_PATH = 'TEST_PATH';

/** A kind of wait: a start, or a command that runs to its end. */
export type WaitKind = 'gateway' | 'command' | 'PostgreSQL' | 'Redis' | 'browser' | 'composition';

/** One wait of one test file. */
export interface Wait {
  readonly path: string;
  readonly kind: WaitKind;
  readonly ms: number;
}

/** Does some work and records its duration for the report of slow test files. */
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

/** Does some synchronous work and records its duration, as {@link timed} does. */
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
