import type * as JestGlobals from '@jest/globals';
import type JestRuntime from 'jest-runtime';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { deferOptimization } from '../../../gateway/platform/process/defer-optimization.ts';
import { TEST_PATH } from '../timed.ts';
import { useGlobals } from './globals.ts';
import { loadFramework } from './load-framework.ts';
import { reuseThreads } from './reuse-threads.ts';

const require = createRequire(import.meta.url);
const { default: Runtime } = require('jest-runtime') as typeof JestRuntime;

// Most tests run their code only briefly, in threads and processes that live for seconds: V8 would spend a tenth of a run's
// processor time on optimizing it.
deferOptimization();
reuseThreads();

/** Jest's module that holds the state of one test file. It is loaded again for each file. */
const FRAMEWORK = /[/\\]jestAdapterInit\.js$/;

/**
 * Jest's runtime without its module system: Node.js imports the test files. A worker keeps the modules that it has
 * loaded and optimized for the next files, which saves a quarter of the CPU time of a whole run. In return, the test
 * files of a worker share modules, globals and prototypes.
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
    if (FRAMEWORK.test(from)) return loadFramework(from) as ReturnType<NodeJS.Require>;
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
