import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { packageFile } from '../../schema/package-file.ts';
import type { HostedCommand, HostedResult } from './command-host.ts';
import { timed } from './timed.ts';

/** The result of a command. */
export interface EndedCommand {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface CommandHost {
  readonly child: ChildProcess;
  readonly run: (command: Omit<HostedCommand, 'id'>) => Promise<EndedCommand>;
}

/** A caller that waits for a command. */
interface Waiting {
  readonly resolve: (ended: EndedCommand) => void;
  readonly reject: (error: Error) => void;
}

let host: CommandHost | null = null;

/**
 * Runs a command of `phi-gateway` to its end in a process that has loaded the program already. Commands that start
 * other processes need `runPhiGatewayProcess`, which starts a new process for the command.
 */
export function runPhiGateway(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<EndedCommand> {
  host ??= startHost();
  const { run } = host;
  return timed('command', () =>
    run({ args, cwd, environment: { ...process.env, ...environment } }),
  );
}

function startHost(): CommandHost {
  const child = fork(packageFile('dist/test/support/command-host.js'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  // It ends with the process that runs the tests, and does not keep that alive.
  child.unref();
  child.channel?.unref();
  const waiting = new Map<number, Waiting>();
  child.on('message', ({ id, ...ended }: HostedResult) => {
    waiting.get(id)?.resolve(ended);
    waiting.delete(id);
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the host of commands has ended'));
  });
  let count = 0;
  return {
    child,
    run: (command) =>
      new Promise((resolve, reject) => {
        const id = count++;
        waiting.set(id, { resolve, reject });
        child.send({ ...command, id } satisfies HostedCommand);
      }),
  };
}
