import type { Test } from '@jest/test-result';
import type JestSequencer from '@jest/test-sequencer';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { default: TestSequencer } = require('@jest/test-sequencer') as typeof JestSequencer;

/**
 * Jest's order, which starts with the files that took longest, by their size where none has run yet. Files that drive a
 * browser come before: they take longest, and started last, one of them would run alone at the end.
 * https://jestjs.io/docs/configuration#testsequencer-string
 */
export default class BrowsersFirst extends TestSequencer {
  override async sort(tests: Test[]): Promise<Test[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a method of Jest's class, which returns a new array
    const sorted = await super.sort(tests);
    return [...sorted.filter(drivesBrowser), ...sorted.filter((test) => !drivesBrowser(test))];
  }
}

function drivesBrowser({ path }: Test): boolean {
  return readFileSync(path, 'utf8').includes('/support/console/');
}
