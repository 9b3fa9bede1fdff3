import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 optimize functions of every thread only after they have run fifteen times as long as by default, until the
 * returned function is called. A start and a command run most code only briefly: without this, they spend a quarter of their
 * processor time on optimizing functions that are hardly called again (docs/benchmarks.md).
 */
export function deferOptimization(): () => void {
  const { flag, byDefault } = isOlder ? BYTES : INVOCATIONS;
  const set = (value: number) => setFlagsFromString(`--${flag}=${value}`);
  set(15 * byDefault);
  return () => set(byDefault);
}

/** V8 12 and newer, in Node.js 22 and newer, count how often a function runs; V8 11 counts the bytecode that it runs. */
const isOlder = Number.parseInt(process.versions.v8, 10) < 12;
const INVOCATIONS = { flag: 'invocation-count-for-turbofan', byDefault: 3_000 };
const BYTES = { flag: 'interrupt-budget', byDefault: 67_584 };
