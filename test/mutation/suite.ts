import { pathToFileURL } from 'node:url';
import { runTests } from './globals.ts';

/*
 * The process that runs one test file, again and again: each message is the condition to take away. `MUTANT` is
 * taken away from the start, while the file and what it imports load.
 */

/** What the process says: once when the file has loaded, then after each run. */
export interface SuiteReport {
  /** Why a test failed; null where all passed. */
  readonly failure: string | null;
  /** The conditions that were evaluated since the last report. */
  readonly hits: readonly number[];
}

let active = Number(process.env['MUTANT'] ?? '-1');
const hits = new Set<number>();
Object.assign(globalThis, {
  mutation: (id: number) => {
    hits.add(id);
    return id === active;
  },
});

// A run is judged by its tests: what fails beside them under a mutation must not end the process.
process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});

process.on('disconnect', () => process.exit());
process.on('message', (id: number) => {
  active = id;
  void report(runTests());
});
await report(import(pathToFileURL(process.argv[2] ?? '').href));

async function report(work: Promise<unknown>): Promise<void> {
  const failure = await work.then(
    () => null,
    (error: unknown) => String(error).slice(0, 300),
  );
  const done: SuiteReport = { failure, hits: [...hits] };
  hits.clear();
  process.send?.(done);
}
