import { HealthStartError } from '../../schema/health/health-start-error.ts';
import { StartError } from '../platform/errors.ts';

/**
 * Runs a command of the command line. What its user can mend is printed on stderr, one line a problem, and
 * the process ends with status 1; anything else is a bug and keeps its stack trace.
 */
export async function runCommand(command: () => Promise<unknown>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof StartError || error instanceof HealthStartError)) throw error;
    for (const problem of error.problems) process.stderr.write(`phi-gateway: ${problem}\n`);
    process.exitCode = 1;
  }
}
