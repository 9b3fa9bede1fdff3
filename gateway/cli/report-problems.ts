import { StartError } from '../platform/errors.ts';
import { printLines } from './print-lines.ts';

/** Runs a command; prints problems that the operator can fix, one per line, and sets the exit code. */
export async function reportProblems(
  exitCode: number,
  command: () => void | Promise<void>,
  print: (problems: readonly string[]) => void | Promise<void> = printProblems,
): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    await print(error.problems);
    process.exitCode = exitCode;
  }
}

/** Prints problems on stderr, one line each. */
export function printProblems(problems: readonly string[]): void {
  process.stderr.write(printLines(problems.map((problem) => `phi-gateway: ${problem}`)));
}
