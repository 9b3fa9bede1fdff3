import { appendFileSync } from 'node:fs';

/** The environment variable with the path of the file in which test files record their times. */
export const SPENT_FILE = 'TEST_SPENT_FILE';

/** The environment variable with the path of the test file that this process runs; unset in benchmarks. */
export const TEST_PATH = 'TEST_PATH';

/** A kind of wait: a start, or a command that runs to its end. */
type WaitKind = 'gateway' | 'command' | 'PostgreSQL' | 'Redis' | 'browser' | 'composition';

type ProcessorKind = 'processor' | 'children';

/** One wait of one test file, or the processor time of the process that ran the file, or of its child processes. */
export interface Spent {
  readonly path: string;
  readonly kind: WaitKind | ProcessorKind;
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

/** Records time for the report of slow test files. */
export function note(kind: Spent['kind'], ms: number): void {
  const file = process.env[SPENT_FILE];
  if (file === undefined) return;
  const spent: Spent = { path: process.env[TEST_PATH] ?? '', kind, ms };
  appendFileSync(file, `${JSON.stringify(spent)}\n`);
}
