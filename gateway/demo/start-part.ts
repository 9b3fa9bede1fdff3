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
  /** The folder of the log file. */
  readonly logFolder: string;
  /** Called with each line to show while the part starts. */
  readonly onLine: (line: string) => void;
}

/** A process with a health check. */
export interface PartOptions extends ProcessOptions {
  /** Responds with 200 once the part is ready. */
  readonly healthUrl: string;
}

export interface PartProcess {
  readonly child: ChildProcess;
  /** The problems that it has printed so far. */
  readonly problems: readonly string[];
  /** Resolves when the process has ended in any way. */
  readonly ended: Promise<void>;
  /** Sends SIGTERM and waits; after 15 seconds it sends SIGKILL. */
  readonly stop: () => Promise<void>;
}

export interface DemoPart {
  readonly name: string;
  /** Resolves when the part is healthy; rejects with a StartError of its problems if it ends first. */
  readonly ready: Promise<void>;
  /** Resolves when the process has ended in any way. */
  readonly ended: Promise<void>;
  /** Sends SIGTERM and waits; after 15 seconds it sends SIGKILL. */
  readonly stop: () => Promise<void>;
}

/** Starts a part of the demo as its own process, see `spawnPart`. */
export function startPart(options: PartOptions): DemoPart {
  const { problems, ended, stop } = spawnPart(options);
  const ready = untilHealthy(options, { ended, problems });
  // The caller may stop the part before it awaits `ready`, so do not report the rejection as unhandled.
  ready.catch(() => undefined);
  return { name: options.name, ready, ended, stop };
}

/**
 * Starts `phi-gateway` as a process of the demo's.
 *
 * It has its own process group, so that Ctrl-C reaches only the demo, which stops its parts in order. It has an IPC channel
 * to the demo and stops when that closes, so that no process outlives the demo.
 */
export function spawnPart(options: ProcessOptions): PartProcess {
  const entry = process.argv[1] ?? '';
  const child = spawn(process.execPath, [...process.execArgv, entry, ...options.args], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const problems = copyOutput(child, options);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    // Unlike `exit`, `close` comes after the last line of output.
    child.once('close', () => resolve());
  });
  return { child, problems, ended, stop: () => stopChild(child, ended) };
}

/** Waits until a part is healthy. Rejects with a StartError of its problems if it ends first. */
export async function untilHealthy(
  { name, healthUrl, onLine }: Pick<PartOptions, 'name' | 'healthUrl' | 'onLine'>,
  { ended, problems }: Pick<PartProcess, 'ended' | 'problems'>,
): Promise<void> {
  const hasEnded = ended.then(() => true);
  while (!(await isHealthy(healthUrl))) {
    if (await Promise.race([hasEnded, wait(100, false)])) {
      throw new StartError(problems.length > 0 ? problems : [`${name} ended before it was up.`]);
    }
  }
  onLine(`${name} is up`);
}

/** Copies the output of a part to its log file. Lines other than log entries and problems go to `onLine`. */
function copyOutput(
  child: ChildProcess,
  { name, logFolder, onLine }: ProcessOptions,
): readonly string[] {
  const problems: string[] = [];
  const log = createWriteStream(join(logFolder, `${name}.log`), { mode: 0o600 });
  if (child.stderr === null) return problems;
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.write(`${line}\n`);
    if (line.startsWith('{') || line.includes('WARNING')) return;
    if (line.startsWith(PROBLEM_PREFIX)) problems.push(line.slice(PROBLEM_PREFIX.length));
    else onLine(line);
  });
  return problems;
}

/** The prefix of a line in which `phi-gateway` reports a problem that its user can solve. */
const PROBLEM_PREFIX = 'phi-gateway: ';

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Not listening yet.
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
