import type * as JestGlobals from '@jest/globals';
import type JestRuntime from 'jest-runtime';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { TEST_PATH } from '../timed.ts';
import { useGlobals } from './globals.ts';

const require = createRequire(import.meta.url);
const { default: Runtime } = require('jest-runtime') as typeof JestRuntime;

/** Jest's functions, whose state belongs to one test file: loaded again for each. */
const FRAMEWORK = /[/\\]jestAdapterInit\.js$/;

/**
 * Jest's runtime without its module system: a test file is imported as Node.js imports it. What a worker has loaded
 * for one file, compiled and optimized, serves the next, which takes a quarter of the processor's time off a whole
 * run. The price is isolation: modules, globals and prototypes are shared by the test files of a worker.
 * https://jestjs.io/docs/configuration#runtime-string
 */
export default class SharedModulesRuntime extends Runtime {
  readonly #testPath: string;

  constructor(...args: ConstructorParameters<typeof Runtime>) {
    super(...args);
    this.#testPath = args[6];
  }

  override unstable_shouldLoadAsEsm(): boolean {
    return true;
  }

  override async unstable_importModule(path: string): Promise<unknown> {
    return import(pathToFileURL(path).href);
  }

  override requireModule(from: string, name?: string): ReturnType<NodeJS.Require> {
    if (FRAMEWORK.test(from)) delete require.cache[from];
    return createRequire(from)(name ?? from);
  }

  override setGlobalsForRuntime(
    globals: Parameters<InstanceType<typeof Runtime>['setGlobalsForRuntime']>[0],
  ): void {
    super.setGlobalsForRuntime(globals);
    process.env[TEST_PATH] = this.#testPath;
    useGlobals(this.requireModuleOrMock<typeof JestGlobals>(this.#testPath, '@jest/globals'));
  }
}
