import { StartError } from '../errors.ts';

/** Runs a command; what the operator can mend is printed, one line each, and sets the exit code. */
export async function reportProblems(
  exitCode: number,
  command: () => void | Promise<void>,
): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    for (const problem of error.problems) process.stderr.write(`phi-gateway: ${problem}\n`);
    process.exitCode = exitCode;
  }
}
