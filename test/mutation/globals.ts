/*
 * Replaces `@jest/globals` in a mutation run: collects the tests of a file once and runs them, with their hooks, as
 * often as requested. It offers only those functions of Jest that the tests of the mutated code use.
 */
export { expect } from 'expect';

type Step = () => unknown;
type Hook = 'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach';

interface Test {
  /** Tests are numbered in the order of the file. */
  readonly index: number;
  readonly run: Step;
}

interface Block {
  readonly hooks: Readonly<Record<Hook, Step[]>>;
  readonly children: (Block | Test)[];
}

const newBlock = (): Block => ({
  hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
  children: [],
});

const root = newBlock();
let current = root;
let count = 0;

const hook =
  (name: Hook) =>
  (step: Step): void =>
    void current.hooks[name].push(step);

export const beforeAll = hook('beforeAll');
export const afterAll = hook('afterAll');
export const beforeEach = hook('beforeEach');
export const afterEach = hook('afterEach');

/** A test, or a table of tests. Names and time limits are ignored. */
export const it = Object.assign((_name: string, run: Step): void => addTest(run), {
  each: table(addTest),
});

/** A group of tests, or a table of groups. */
export const describe = Object.assign((_name: string, fill: Step): void => addBlock(fill), {
  each: table(addBlock),
});

function table(add: (step: Step) => void) {
  return (rows: readonly unknown[]) =>
    (_name: string, step: (...row: readonly unknown[]) => unknown): void => {
      for (const row of rows) add(() => (Array.isArray(row) ? step(...row) : step(row)));
    };
}

function addTest(run: Step): void {
  current.children.push({ index: count, run });
  count += 1;
}

function addBlock(fill: Step): void {
  const outer = current;
  current = newBlock();
  outer.children.push(current);
  fill();
  current = outer;
}

/** Which tests to run, and what to do when a test or a hook starts. */
export interface TestRun {
  /** Null for all tests. */
  readonly only: ReadonlySet<number> | null;
  /** Receives the tests that depend on what runs next: one test, or for `beforeAll` and `afterAll` all of a block. */
  readonly onStart: (tests: readonly number[]) => void;
  /** Receives the test that fails. A hook of a block fails without a test. */
  readonly onFailure: (test: number) => void;
}

/** Runs tests with their hooks; rejects with the first error. */
export async function runTests(run: TestRun): Promise<void> {
  await runBlock(root, run, { before: [], after: [] });
}

interface Around {
  readonly before: readonly Step[];
  readonly after: readonly Step[];
}

async function runBlock(block: Block, run: TestRun, outer: Around): Promise<void> {
  const { hooks, children } = block;
  const tests = testsOf(block).filter((index) => isSelected(run, index));
  if (tests.length === 0) return;
  const around = {
    before: [...outer.before, ...hooks.beforeEach],
    after: [...hooks.afterEach, ...outer.after],
  };
  await withCleanup(
    async () => {
      run.onStart(tests);
      for (const step of hooks.beforeAll) await step();
      for (const child of children)
        if ('children' in child) await runBlock(child, run, around);
        else if (isSelected(run, child.index)) await runTest(child, run, around);
    },
    async () => {
      if (hooks.afterAll.length > 0) run.onStart(tests);
      for (const step of hooks.afterAll) await step();
    },
  );
}

async function runTest(
  { index, run: step }: Test,
  { onStart, onFailure }: TestRun,
  { before, after }: Around,
): Promise<void> {
  onStart([index]);
  try {
    await withCleanup(
      async () => {
        for (const each of before) await each();
        await step();
      },
      async () => {
        for (const each of after) await each();
      },
    );
  } catch (error) {
    onFailure(index);
    throw error;
  }
}

/** Rejects with the error of the work, even if the cleanup fails because of it. */
async function withCleanup(work: () => Promise<void>, cleanup: () => Promise<void>): Promise<void> {
  const [done] = await Promise.allSettled([work()]);
  const [cleaned] = await Promise.allSettled([cleanup()]);
  for (const result of [done, cleaned]) if (result.status === 'rejected') throw result.reason;
}

function testsOf({ children }: Block): readonly number[] {
  return children.flatMap((child) => ('children' in child ? testsOf(child) : [child.index]));
}

function isSelected({ only }: TestRun, index: number): boolean {
  return only === null || only.has(index);
}
