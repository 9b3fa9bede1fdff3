import { describe, expect, it } from '@jest/globals';
import * as globals from './globals.ts';

const log: string[] = [];
const run = (name: string) => (): void => {
  log.push(name);
  if (name === 'fails') throw new Error('no');
};

globals.beforeAll(run('open'));
globals.afterAll(run('close'));
globals.it('a test outside of a group', run('first'));
globals.describe('group', () => {
  globals.beforeAll(run('open group'));
  globals.beforeEach(run('before'));
  globals.afterEach(run('after'));
  globals.it.each([['a'], ['fails']])('a test for each row of a table', (name) =>
    run(String(name))(),
  );
  globals.it('the last test of a group', run('last'));
});

/** What runs, and for which tests; the test that fails. */
async function runOnly(only: readonly number[] | null) {
  log.length = 0;
  let failed: number | null = null;
  const work = globals.runTests({
    only: only && new Set(only),
    onStart: (tests) => void log.push(`[${tests.join()}]`),
    onFailure: (test) => void (failed = test),
  });
  const error = await work.then(
    () => null,
    (reason: unknown) => String(reason),
  );
  return { log: log.join(' '), failed, error };
}

describe('a mutation run of some tests of a file', () => {
  it.each([
    ['one test outside of a group', [0], '[0] open [0] first [0] close'],
    ['one test of a group', [1], '[1] open [1] open group [1] before a after [1] close'],
    [
      'one test outside of a group and one of a group',
      [0, 3],
      '[0,3] open [0] first [3] open group [3] before last after [0,3] close',
    ],
    ['no test', [], ''],
  ])(
    'calls only the chosen tests and the hooks that they need: %s',
    async (_what, only, expected) => {
      expect(await runOnly(only)).toEqual({ log: expected, failed: null, error: null });
    },
  );

  it('stops at the first test that fails, after the hooks that close, and reports the test and its error', async () => {
    const { log: called, failed, error } = await runOnly(null);
    expect([failed, error]).toEqual([2, 'Error: no']);
    expect(called).toMatch(/before fails after \[0,1,2,3\] close$/);
  });
});
