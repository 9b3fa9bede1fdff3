import { pathToFileURL } from 'node:url';
import { runTests } from './globals.ts';

/*
 * The process that runs one test file again and again, without one condition each time. `MUTANT` is removed from the
 * start, while the file and its imports load.
 */

/** Which condition to remove (-1: none), which tests to run, and whether to report evaluated conditions. */
export interface SuiteRequest {
  readonly mutant: number;
  /** Null for all tests. */
  readonly tests: readonly number[] | null;
  readonly recordsHits: boolean;
}

/** How often a test evaluated a condition. */
export interface Hit {
  readonly mutant: number;
  /** Null while the file loads. */
  readonly test: number | null;
  readonly times: number;
}

/** What the process sends: once when the file has loaded, then after each run. */
export interface SuiteReport {
  /** Why a test failed; null where all passed. */
  readonly failure: string | null;
  /** The test that failed; null if none did, or if a hook failed. */
  readonly failed: number | null;
  readonly hits: readonly Hit[];
}

interface Scope {
  readonly tests: readonly (number | null)[];
  readonly times: Map<number, number>;
}

let active = Number(process.env['MUTANT'] ?? '-1');
let failed: number | null = null;
let scopes: Scope[] = [];
let times = startScope([null]);
Object.assign(globalThis, {
  mutation: (id: number) => {
    times.set(id, (times.get(id) ?? 0) + 1);
    return id === active;
  },
});

// Only tests decide about a run: other errors under a mutation must not end the process.
process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});

process.on('disconnect', () => process.exit());
process.on('message', ({ mutant, tests, recordsHits }: SuiteRequest) => {
  active = mutant;
  scopes = [];
  failed = null;
  const work = runTests({
    only: tests && new Set(tests),
    onStart: (started) => void (times = startScope(started)),
    onFailure: (test) => void (failed = test),
  });
  void report(work, recordsHits);
});
await report(import(pathToFileURL(process.argv[2] ?? '').href), true);

function startScope(tests: readonly (number | null)[]): Map<number, number> {
  const scope = { tests, times: new Map<number, number>() };
  scopes.push(scope);
  return scope.times;
}

async function report(work: Promise<unknown>, recordsHits: boolean): Promise<void> {
  const failure = await work.then(
    () => null,
    (error: unknown) => String(error).slice(0, 300),
  );
  const done: SuiteReport = { failure, failed, hits: recordsHits ? hitsOf(scopes) : [] };
  process.send?.(done);
}

function hitsOf(all: readonly Scope[]): readonly Hit[] {
  return all.flatMap(({ tests, times: evaluated }) =>
    tests.flatMap((test) =>
      [...evaluated].map(([mutant, count]): Hit => ({ mutant, test, times: count })),
    ),
  );
}
