import { spawnSync } from 'node:child_process';
import { packageFile } from '../../schema/package-file.ts';
import type { EndedCommand } from './run-phi-gateway.ts';

/** Runs a command of `phi-gateway` in a new process, with a text on its standard input. */
export function runWithInput(args: readonly string[], input: string): EndedCommand {
  const program = packageFile('dist/gateway/cli/phi-gateway.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, ...args],
    { input, encoding: 'utf8' },
  );
  return { code: status, out: stdout, err: stderr };
}
