import { StartError } from '../errors.ts';
import { printLines } from './print-lines.ts';

/** Runs a command; what the operator can mend is printed, one line each, and sets the exit code. */
export async function reportProblems(
  exitCode: number,
  command: () => void | Promise<void>,
): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(printLines(error.problems.map((problem) => `phi-gateway: ${problem}`)));
    process.exitCode = exitCode;
  }
}
