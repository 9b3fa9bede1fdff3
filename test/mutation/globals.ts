/*
 * Stands in for `@jest/globals` in a mutation run: it collects a file's tests once and runs them, with their
 * hooks, as often as it is asked. What jest offers and no mutated code's test uses is left out.
 */
export { expect } from 'expect';

type Step = () => unknown;
type Hook = 'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach';

interface Block {
  readonly hooks: Readonly<Record<Hook, Step[]>>;
  readonly children: (Block | Step)[];
}

const newBlock = (): Block => ({
  hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
  children: [],
});

const root = newBlock();
let current = root;

const hook =
  (name: Hook) =>
  (step: Step): void =>
    void current.hooks[name].push(step);

export const beforeAll = hook('beforeAll');
export const afterAll = hook('afterAll');
export const beforeEach = hook('beforeEach');
export const afterEach = hook('afterEach');

/** A test, or a table of them; names and time limits don't matter here. */
export const it = Object.assign(
  (_name: string, step: Step): void => void current.children.push(step),
  {
    each: table((step) => void current.children.push(step)),
  },
);

/** A group of tests, or a table of them. */
export const describe = Object.assign((_name: string, fill: Step): void => addBlock(fill), {
  each: table(addBlock),
});

function table(add: (step: Step) => void) {
  return (rows: readonly unknown[]) =>
    (_name: string, step: (...row: readonly unknown[]) => unknown): void => {
      for (const row of rows) add(() => (Array.isArray(row) ? step(...row) : step(row)));
    };
}

function addBlock(fill: Step): void {
  const outer = current;
  current = newBlock();
  outer.children.push(current);
  fill();
  current = outer;
}

/** Runs every test with its hooks; rejects with what the first that fails throws. */
export async function runTests(): Promise<void> {
  await runBlock(root, { before: [], after: [] });
}

interface Around {
  readonly before: readonly Step[];
  readonly after: readonly Step[];
}

async function runBlock({ hooks, children }: Block, outer: Around): Promise<void> {
  const around = {
    before: [...outer.before, ...hooks.beforeEach],
    after: [...hooks.afterEach, ...outer.after],
  };
  try {
    for (const step of hooks.beforeAll) await step();
    for (const child of children)
      await (typeof child === 'function' ? runTest(child, around) : runBlock(child, around));
  } finally {
    for (const step of hooks.afterAll) await step();
  }
}

async function runTest(test: Step, { before, after }: Around): Promise<void> {
  try {
    for (const step of before) await step();
    await test();
  } finally {
    for (const step of after) await step();
  }
}
