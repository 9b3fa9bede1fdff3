import { existsSync } from 'node:fs';
import { pathWithin } from '../source-path.ts';

/** The code of such a problem, in the place of a rule's. */
export const CONFIGURATION = 'CONFIGURATION';

/** A problem that keeps something from being checked, with its place in a file. */
export interface PlacedProblem {
  /** As the problem or the command line names it; null if it is about no file. */
  readonly file: string | null;
  /** These count from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * Finds the place in the text of a problem, such as `gateway.yaml:3: authorization.reach …`. One without a place of its own is at
 * the start of the configuration, since editors show nothing else.
 */
export function placeProblem(problem: string, config: string | undefined): PlacedProblem {
  const file = fileOf(problem, config);
  const [, line, column, message] =
    file === null ? [] : (/^:(\d+)(?::(\d+))?: ([^]+)$/.exec(problem.slice(file.length)) ?? []);
  return file === null || message === undefined
    ? { file: config ?? null, line: 1, column: 1, message: problem }
    : {
        file: pathWithin(process.cwd(), file) ?? file,
        line: Number(line),
        column: Number(column ?? 1),
        message,
      };
}

/** The file that a problem begins with: the configuration, whatever its name, or another file that exists. */
function fileOf(problem: string, config: string | undefined): string | null {
  if (config !== undefined && problem.startsWith(`${config}:`)) return config;
  const [file] = /^[^:]+(?=:\d+:)/.exec(problem) ?? [];
  return file !== undefined && existsSync(file) ? file : null;
}
