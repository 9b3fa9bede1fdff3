import type { AggregatedResult } from '@jest/test-result';

/**
 * A Jest reporter that names, at the end of a run, the groups of tests that were skipped, such as those that need a
 * program which is not installed. A run of tests of one name (`-t`) skips the others on purpose.
 */
export default class NameSkipped {
  readonly #isOfOneName: boolean;

  constructor({ testNamePattern }: { readonly testNamePattern?: string }) {
    this.#isOfOneName = (testNamePattern ?? '') !== '';
  }

  onRunComplete(_contexts: unknown, { testResults }: AggregatedResult): void {
    if (this.#isOfOneName) return;
    const skipped = testResults.flatMap(({ testResults: tests }) =>
      tests
        .filter(({ status }) => status === 'pending')
        .map(({ ancestorTitles: [group], title }) => group ?? title),
    );
    for (const group of new Set(skipped))
      process.stderr.write(`Not run (docs/testing.md says why): ${group}\n`);
  }
}
