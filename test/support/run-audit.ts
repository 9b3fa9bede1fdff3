import { spawnSync } from 'node:child_process';
import { builtProgram } from './built-program.ts';
import { timedSync } from './timed.ts';

/** What a command has come to. */
export interface CommandResult {
  /** Exit code; null when a signal ended it. */
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs `phi-gateway audit` in a folder, as a person does, and waits for its end. */
export function runAudit(
  args: readonly string[],
  { cwd, environment = {} }: { cwd?: string; environment?: Readonly<Record<string, string>> } = {},
): CommandResult {
  const { status, stdout, stderr } = timedSync('command', () =>
    spawnSync(process.execPath, builtProgram('gateway/cli/phi-gateway.ts', ['audit', ...args]), {
      encoding: 'utf8',
      cwd,
      env: { ...process.env, ...environment },
    }),
  );
  return { status, output: stdout, errors: stderr };
}
