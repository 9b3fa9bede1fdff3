import type { JestEnvironmentConfig } from '@jest/environment';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import { readFileSync } from 'node:fs';
import { note } from '../timed.ts';

/** Description of the symbol under which Jest keeps the tests of a file in `globalThis`. */
const STATE = 'JEST_STATE_SYMBOL';
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

/**
 * A Jest environment in which test files use the globals of their process, as the product does. After each file it
 * restores what tests replace: the console, environment variables, timers and Jest's own functions.
 * https://jestjs.io/docs/configuration#testenvironment-string
 */
export default class ProcessEnvironment {
  readonly global = globalThis;
  readonly moduleMocker = new ModuleMocker(globalThis);
  readonly fakeTimers = null;
  readonly fakeTimersModern: ModernFakeTimers;
  readonly #console = globalThis.console;
  readonly #exit = Object.getOwnPropertyDescriptor(process, 'exit');
  readonly #variables = { ...process.env };
  readonly #processor = process.cpuUsage();
  readonly #children = endedChildrenMs();

  constructor({ projectConfig }: JestEnvironmentConfig) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup(): Promise<void> {}

  async teardown(): Promise<void> {
    this.fakeTimersModern.dispose();
    globalThis.console = this.#console;
    const { user, system } = process.cpuUsage(this.#processor);
    note('processor', (user + system) / 1000);
    note('children', endedChildrenMs() - this.#children);
    Object.defineProperty(process, 'exit', this.#exit ?? {});
    for (const name of Object.keys(process.env))
      if (!(name in this.#variables)) delete process.env[name];
    Object.assign(process.env, this.#variables);
    for (const symbol of Object.getOwnPropertySymbols(globalThis))
      if (symbol === EVENT_HANDLERS || symbol.description === STATE)
        Reflect.deleteProperty(globalThis, symbol);
  }

  exportConditions(): string[] {
    return ['node', 'node-addons'];
  }

  /** Null, because test files run in the context of the process. */
  getVmContext(): null {
    return null;
  }
}

/**
 * Processor time of the child processes of this process that have ended, in ms; 0 where the system does not tell.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function endedChildrenMs(): number {
  if (process.platform !== 'linux') return 0;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The name before it may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 1).split(' ');
  return (Number(fields[14]) + Number(fields[15])) * MS_PER_TICK;
}

const MS_PER_TICK = 10;
