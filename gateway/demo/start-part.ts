import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { StartError } from '../platform/errors.ts';

/** A process of the demo. */
export interface ProcessOptions {
  readonly name: string;
  /** Arguments of `phi-gateway`. */
  readonly args: readonly string[];
  /** Folder of its log. */
  readonly logFolder: string;
  /** Called with each line to show while the part starts. */
  readonly onLine: (line: string) => void;
}

/** A process, and how to see that it works. */
export interface PartOptions extends ProcessOptions {
  /** Answers 200 as soon as the part works. */
  readonly healthUrl: string;
}

export interface PartProcess {
  readonly child: ChildProcess;
  /** The problems that it has printed so far. */
  readonly said: readonly string[];
  /** Resolves when the process has ended in any way. */
  readonly ended: Promise<void>;
  /** Sends SIGTERM and waits; after 15 seconds it sends SIGKILL. */
  readonly stop: () => Promise<void>;
}

export interface Part {
  readonly name: string;
  /** Resolves when it is healthy; rejects with a StartError, its own problems, when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves when the process has ended in any way. */
  readonly ended: Promise<void>;
  /** Sends SIGTERM and waits; after 15 seconds it sends SIGKILL. */
  readonly stop: () => Promise<void>;
}

/** Starts a part of the demo as its own process, see `spawnPart`. */
export function startPart(options: PartOptions): Part {
  const { said, ended, stop } = spawnPart(options);
  const ready = untilHealthy(options, { ended, said });
  // The caller that awaits `ready` sees the rejection; the part may also be stopped before.
  ready.catch(() => undefined);
  return { name: options.name, ready, ended, stop };
}

/**
 * Starts `phi-gateway` as a process of the demo's.
 *
 * The process is in a group of its own, so that Ctrl-C reaches the demo alone, which stops its parts in
 * order; a channel closes when the demo ends in any way, so that no process is left behind.
 */
export function spawnPart(options: ProcessOptions): PartProcess {
  const entry = process.argv[1] ?? '';
  const child = spawn(process.execPath, [...process.execArgv, entry, ...options.args], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const said = record(child, options);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    // Unlike `exit`, this comes after the last line has been read.
    child.once('close', () => resolve());
  });
  return { child, said, ended, stop: () => stopChild(child, ended) };
}

/** Waits for a part; rejects with a StartError, its own problems, when it ends before it is healthy. */
export async function untilHealthy(
  { name, healthUrl, onLine }: Pick<PartOptions, 'name' | 'healthUrl' | 'onLine'>,
  { ended, said }: Pick<PartProcess, 'ended' | 'said'>,
): Promise<void> {
  const gone = ended.then(() => true);
  while (!(await isHealthy(healthUrl))) {
    if (await Promise.race([gone, wait(100, false)])) {
      throw new StartError(said.length > 0 ? said : [`${name} ended before it was up.`]);
    }
  }
  onLine(`${name} is up`);
}

/** Keeps what a part says in its log; what isn't a log entry is for the person who watches. */
function record(
  child: ChildProcess,
  { name, logFolder, onLine }: ProcessOptions,
): readonly string[] {
  const said: string[] = [];
  const log = createWriteStream(join(logFolder, `${name}.log`), { mode: 0o600 });
  if (child.stderr === null) return said;
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.write(`${line}\n`);
    if (line.startsWith('{') || line.includes('WARNING')) return;
    if (line.startsWith(PROBLEM)) said.push(line.slice(PROBLEM.length));
    else onLine(line);
  });
  return said;
}

/** How `phi-gateway` starts a line about something that its user can mend. */
const PROBLEM = 'phi-gateway: ';

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Not healthy yet.
    return false;
  }
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(timer);
}
