import fs from 'node:fs';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from '../../gateway/cli/run-program.ts';
import { deferOptimization } from '../../gateway/platform/process/defer-optimization.ts';

/*
 * Runs the commands that `run-phi-gateway.ts` sends, one after the other in one process, since loading the program
 * takes longer than most commands. Output and exit code of each command are collected. Its changes of the environment,
 * the working directory and signal handlers are undone before the next command.
 */

/** A command to run. */
export interface HostedCommand {
  readonly id: number;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The result of a command. */
export interface HostedResult {
  readonly id: number;
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Thrown when a command calls `process.exit`. */
class Exit extends Error {}

/** The streams of the running command, and the function that ends it. */
interface Running {
  readonly stdout: Collected;
  readonly stderr: Collected;
  readonly end: (code: number) => void;
}

type Collected = Writable & { readonly text: () => string };

const send = process.send?.bind(process);
// A command would otherwise find that it has a parent process with an IPC channel.
delete process.send;

// As phi-gateway.ts does.
deferOptimization();

let running: Running = { stdout: collect(), stderr: collect(), end: () => undefined };
let last: Promise<void> = Promise.resolve();

process.on('message', (command: HostedCommand) => {
  last = last.then(async () => void send?.({ id: command.id, ...(await run(command)) }));
});
const end = process.exit.bind(process);
process.once('disconnect', () => end());

for (const name of ['stdout', 'stderr'] as const)
  Object.defineProperty(process, name, { configurable: true, get: () => running[name] });

process.exit = (code) => {
  running.end(Number(code ?? process.exitCode ?? 0));
  throw new Exit();
};
process.on('uncaughtException', fail);

// The gateway's log writes to the file descriptors, not to the streams.
const { writeSync } = fs;
fs.writeSync = (...written: unknown[]) => {
  const [descriptor, data] = written;
  if (descriptor !== 1 && descriptor !== 2) return Reflect.apply(writeSync, fs, written) as number;
  running[descriptor === 1 ? 'stdout' : 'stderr'].write(data);
  return Buffer.byteLength(data as string | Uint8Array);
};

async function run({ args, cwd, environment }: HostedCommand): Promise<Omit<HostedResult, 'id'>> {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  process.chdir(cwd);
  process.exitCode = undefined;
  const before = count(process.getActiveResourcesInfo());
  const code = await new Promise<number>((resolve) => {
    running = { stdout: collect(), stderr: collect(), end: resolve };
    runProgram(args)
      .then(() => untilIdle(before))
      .then(() => resolve(Number(process.exitCode ?? 0)), fail);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  process.chdir('/');
  return { code, out: running.stdout.text(), err: running.stderr.text() };
}

function fail(error: unknown): void {
  if (error instanceof Exit) return;
  running.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  running.end(1);
}

/** Waits until no timer or handle of the command would keep its process alive. */
async function untilIdle(before: ReadonlyMap<string, number>): Promise<void> {
  const isBusy = () =>
    [...count(process.getActiveResourcesInfo())].some(
      ([kind, open]) => open > (before.get(kind) ?? 0),
    );
  while (isBusy()) await sleep(1, undefined, { ref: false });
}

function count(kinds: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function collect(): Collected {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return Object.assign(stream, { text: () => Buffer.concat(chunks).toString() });
}
