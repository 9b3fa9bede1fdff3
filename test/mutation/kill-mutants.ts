import { openSuite, type Suite } from './open-suite.ts';
import type { Hit, SuiteReport } from './suite.ts';

/** A test file whose tests pass with every condition in place, loaded and ready to run. */
export interface ProbedFile {
  readonly suite: Suite;
  /** How long a run of all tests takes. */
  readonly tookMs: number;
  /** Condition → the tests that evaluate it in each run. */
  readonly testsByMutant: ReadonlyMap<number, readonly number[]>;
  /** Conditions that a new process evaluates and later runs evaluate less often, because of caches. */
  readonly onFirstRun: readonly number[];
}

/** Where compiled test files run. */
export interface Location {
  readonly folder: string;
  /** The compiled test file. */
  readonly file: string;
}

/**
 * Loads a test file and runs its tests twice. Returns why they fail where they do, or null after the first run if they
 * evaluate no wanted condition.
 */
export async function probe(
  { folder, file }: Location,
  isWanted: (mutant: number) => boolean,
): Promise<ProbedFile | string | null> {
  const suite = await openSuite(folder, file, -1);
  const all = { mutant: -1, tests: null, recordsHits: true };
  const first = await suite.run(all);
  const failure = suite.loaded.failure ?? first.failure;
  const hits = [...suite.loaded.hits, ...first.hits];
  if (failure !== null || !hits.some(({ mutant }) => isWanted(mutant))) {
    suite.close();
    return failure;
  }
  const started = Date.now();
  const second = await suite.run(all);
  const tookMs = Date.now() - started;
  // Some files close in their hooks what they open on load, so they run once.
  const repeated = second.failure === null ? second.hits : [];
  return {
    suite,
    tookMs,
    testsByMutant: testsByMutant(repeated),
    onFirstRun: onFirstRun(hits, repeated),
  };
}

function testsByMutant(hits: readonly Hit[]): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, Set<number>>();
  for (const { mutant, test } of hits)
    if (test !== null) found.set(mutant, (found.get(mutant) ?? new Set()).add(test));
  return new Map(
    [...found].map(([mutant, tests]) => [mutant, [...tests].toSorted((a, b) => a - b)]),
  );
}

function onFirstRun(first: readonly Hit[], second: readonly Hit[]): readonly number[] {
  const again = new Map(second.map((hit) => [`${hit.mutant} ${hit.test}`, hit.times]));
  const rarer = first.filter((hit) => (again.get(`${hit.mutant} ${hit.test}`) ?? 0) < hit.times);
  return [...new Set(rarer.map(({ mutant }) => mutant))];
}

/** A run that takes this many times as long as with every condition counts as endless. */
const TIMES_AS_LONG = 20;
const MIN_TIMEOUT_MS = 5_000;

/**
 * Makes a function that runs the tests which evaluate a condition without it. It returns true if one of them fails
 * and, with the condition in place, that test and the ones before it pass. `close` ends the process.
 */
export function createKiller(
  location: Location,
  probed: ProbedFile,
): { readonly kills: (mutant: number) => Promise<boolean>; readonly close: () => void } {
  const timeoutMs = Math.max(MIN_TIMEOUT_MS, probed.tookMs * TIMES_AS_LONG);
  let { suite } = probed;
  const run = (mutant: number, tests: readonly number[] | null): Promise<SuiteReport> =>
    suite.run({ mutant, tests, recordsHits: false }, timeoutMs);
  const reopen = async (): Promise<void> => {
    suite.close();
    suite = await openSuite(location.folder, location.file, -1);
  };
  /**
   * Each run in its own process: an earlier run left the process unusable, or these tests depend on others or on what
   * earlier runs left behind.
   */
  const killsInNewProcess = async (
    mutant: number,
    selections: readonly (readonly number[] | null)[],
  ): Promise<boolean> => {
    for (const tests of selections) {
      await reopen();
      if ((await run(-1, tests)).failure !== null) continue;
      await reopen();
      const isKilled = (await run(mutant, tests)).failure !== null;
      await reopen();
      return isKilled;
    }
    await reopen();
    return false;
  };

  return {
    kills: async (mutant) => {
      const tests = probed.testsByMutant.get(mutant) ?? [];
      const { failure, failed } = await run(mutant, tests);
      if (failure === null) return false;
      const upToFailed = tests.filter((test) => failed === null || test <= failed);
      if ((await run(-1, upToFailed)).failure === null) return true;
      return killsInNewProcess(mutant, [upToFailed, null]);
    },
    close: () => suite.close(),
  };
}

/** Whether a test fails in a process that loads and runs without a condition from the start. */
export async function killsFromStart(location: Location, mutant: number): Promise<boolean> {
  const fails = async (removed: number): Promise<boolean> => {
    const suite = await openSuite(location.folder, location.file, removed);
    const request = { mutant: removed, tests: null, recordsHits: false };
    const failure = suite.loaded.failure ?? (await suite.run(request)).failure;
    suite.close();
    return failure !== null;
  };
  return (await fails(mutant)) && !(await fails(-1));
}
