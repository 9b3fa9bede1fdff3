import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { builtProgram } from './built-program.ts';
import type { EndedCommand } from './run-phi-gateway.ts';
import { timed } from './timed.ts';

/** A process of `phi-gateway`. */
export interface PhiGatewayProcess {
  readonly child: ChildProcess;
  readonly output: () => { readonly out: string; readonly err: string };
  /** Resolves as soon as stdout contains the text. Rejects if the process ends first. */
  readonly untilSaid: (text: string) => Promise<void>;
  /** Resolves with the exit code; with null if a signal ended the process. */
  readonly ended: Promise<number | null>;
}

/** Starts `phi-gateway` in a folder. `launcher` is a command that runs the command after it, such as `env A=1`. */
export function startPhiGateway(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
  launcher: readonly string[] = [],
): PhiGatewayProcess {
  const [command, ...before] = [...launcher, process.execPath];
  const child = spawn(command, [...before, ...builtProgram('gateway/cli/phi-gateway.ts', args)], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  const waiting = new Set<() => void>();
  child.stdout.on('data', (data: Buffer) => {
    output.out += data.toString();
    for (const check of waiting) check();
  });
  child.stderr.on('data', (data: Buffer) => void (output.err += data.toString()));
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
  return {
    child,
    output: () => ({ ...output }),
    ended,
    untilSaid: (text) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (output.out.includes(text)) resolve();
        };
        waiting.add(check);
        check();
        void ended.then(() =>
          reject(new Error(`ended before "${text}": ${output.out}${output.err}`)),
        );
      }),
  };
}

/** Runs `phi-gateway` to its end as a process of its own. `runPhiGateway` does the same in less time. */
export async function runPhiGatewayProcess(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<EndedCommand> {
  const started = startPhiGateway(args, cwd, environment);
  const code = await timed('command', () => started.ended);
  return { code, ...started.output() };
}
