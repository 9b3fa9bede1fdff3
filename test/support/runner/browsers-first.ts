import type { Test } from '@jest/test-result';
import type JestSequencer from '@jest/test-sequencer';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { default: TestSequencer } = require('@jest/test-sequencer') as typeof JestSequencer;

/**
 * The order of test files: files that drive a browser, then Jest's order, which starts with the files that took
 * longest, or with the largest if none has run yet. Browser tests take longest; one that starts last would run alone at
 * the end.
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
