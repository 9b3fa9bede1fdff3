import type { Command } from 'commander';

/**
 * Sets the exit code for arguments that a command does not have, as an unknown option. A command whose exit code 1 is an answer
 * needs another one, so that a mistyped option is not read as that answer.
 */
export function exitOnMisuse(command: Command, code: number): Command {
  return command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : code));
}
