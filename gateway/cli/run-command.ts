import { StartError } from '../platform/errors.ts';
import { installCommand } from '../platform/process/package-manifest.ts';

/** Optional packages, which only the demo and the example subgraphs need. */
export const EXAMPLE_PACKAGES = ['@apollo/subgraph', 'graphql-http', 'oidc-provider'];

/**
 * Runs a command of the command line. Problems that its user can solve are printed on stderr, one line each, and set
 * exit code 1. Any other error is a bug and keeps its stack trace.
 */
export async function runCommand(command: () => Promise<unknown>): Promise<void> {
  try {
    await command();
  } catch (error) {
    for (const problem of problemsOf(error)) process.stderr.write(`phi-gateway: ${problem}\n`);
    process.exitCode = 1;
  }
}

function problemsOf(error: unknown): readonly string[] {
  if (error instanceof StartError) return error.problems;
  const missing = EXAMPLE_PACKAGES.find((name) => isMissing(error, name));
  if (missing === undefined) throw error;
  return [
    `the package ${missing} is not installed. The demo and the example subgraphs need it. Install it with: ${installCommand(EXAMPLE_PACKAGES)}`,
  ];
}

function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.startsWith(`Cannot find package '${name}'`)
  );
}
