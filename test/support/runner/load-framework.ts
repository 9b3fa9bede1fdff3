import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';

/** Jest's module that runs the tests of one file, as far as this module changes it. */
interface Framework {
  readonly initialize: (options: object) => unknown;
}

/** Calls a CommonJS module. */
type Evaluate = (exports: unknown, require: NodeJS.Require, module: { exports: unknown }) => void;

let evaluate: Evaluate | null = null;

/**
 * Loads Jest's module that runs the tests of one file. It holds their state, so that each file needs its own. Two of its
 * costs are left out, together a tenth of a worker's processor time:
 * - AsyncLocalStorage for the current test, which slows each promise and socket of Node.js 20. Tests of a file run one
 *   after the other, so a variable is enough.
 * - messages to the main process when a test starts and ends, which no reporter here reads.
 */
export function loadFramework(path: string): unknown {
  evaluate ??= compileFunction(readFileSync(path, 'utf8'), ['exports', 'require', 'module'], {
    filename: path,
  }) as Evaluate;
  const require = createRequire(path);
  const load = (name: string): unknown =>
    name === 'node:async_hooks' ? { AsyncLocalStorage: CurrentValue } : require(name);
  const module = { exports: {} as Framework };
  evaluate(module.exports, Object.assign(load, require), module);
  const { initialize, ...others } = module.exports;
  return {
    ...others,
    initialize: (options: object) => initialize({ ...options, sendMessageToJest: undefined }),
  };
}

/** The part of AsyncLocalStorage that Jest uses, for functions that run one after the other. */
class CurrentValue<Value> {
  #value: Value | undefined;

  getStore(): Value | undefined {
    return this.#value;
  }

  async run(value: Value, work: () => Promise<unknown>): Promise<unknown> {
    const before = this.#value;
    this.#value = value;
    try {
      return await work();
    } finally {
      this.#value = before;
    }
  }
}
