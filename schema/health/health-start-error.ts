/**
 * Why an example subgraph cannot start: missing data, data without Synthea's columns, or a port in use.
 * It lists every problem, one line each, and never a value of the data.
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
 * The code of an error of Node, SQLite or the CSV parser, such as `ENOENT`; null for any other error. The
 * messages of these errors can quote data, so a problem names only the code.
 */
export function faultCode(fault: unknown): string | null {
  if (typeof fault !== 'object' || fault === null || !('code' in fault)) return null;
  return typeof fault.code === 'string' ? fault.code : null;
}
