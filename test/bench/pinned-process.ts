import { spawn, spawnSync, type ChildProcess } from 'node:child_process';

const canPin = spawnSync('taskset', ['--version']).status === 0;

/** Starts a Node.js script on one core (where `taskset` exists), ended by {@link stopAll}. Null: on all cores. */
export function startPinned(
  core: number | null,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', ...args];
  const [file = '', ...rest] =
    canPin && core !== null ? ['taskset', '-c', String(core), ...command] : command;
  const child = spawn(file, rest, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', ...env },
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Pins this process, so that the load comes from another core than the gateway's. */
export function pinSelf(core: number): boolean {
  return (
    canPin && spawnSync('taskset', ['-a', '-cp', String(core), String(process.pid)]).status === 0
  );
}

/** Ends every process that was started here. */
export function stopAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

const children = new Set<ChildProcess>();
