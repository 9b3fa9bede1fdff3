/**
 * Why an example subgraph can't start: data that is missing or not in Synthea's columns, a taken port.
 * Holds every problem at once, one line each, and never a value of the data.
 */
export class HealthStartError extends Error {
  override readonly name = 'HealthStartError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: { readonly cause?: unknown }) {
    super(problems.join('\n'), options);
    this.problems = problems;
  }
}
