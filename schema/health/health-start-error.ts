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

/**
 * The code of a fault of Node, SQLite or the CSV parser, such as `ENOENT`; null for any other error. Their
 * texts can quote data, so only this goes into a problem.
 */
export function faultCode(fault: unknown): string | null {
  if (typeof fault !== 'object' || fault === null || !('code' in fault)) return null;
  return typeof fault.code === 'string' ? fault.code : null;
}
