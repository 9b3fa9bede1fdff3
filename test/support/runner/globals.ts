import type * as JestGlobals from '@jest/globals';

/*
 * Compiled tests import this module as `@jest/globals` (`test/run-tests.mjs`), since Jest's own throws outside of
 * Jest's module system. The exports change with each test file, also for the modules that test files share.
 */
export let afterAll: typeof JestGlobals.afterAll;
export let afterEach: typeof JestGlobals.afterEach;
export let beforeAll: typeof JestGlobals.beforeAll;
export let beforeEach: typeof JestGlobals.beforeEach;
export let describe: typeof JestGlobals.describe;
export let expect: typeof JestGlobals.expect;
export let it: typeof JestGlobals.it;
export let jest: typeof JestGlobals.jest;

/** Exports the functions of the test file that is about to be loaded. */
export function useGlobals(globals: typeof JestGlobals): void {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } = globals);
}
