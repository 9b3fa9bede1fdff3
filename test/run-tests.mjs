/*
 * `npm test -- [part of a test's path] [options of Jest]`: installs what tests need, unless that is installed, compiles,
 * then runs Jest on the compiled code, so that threads and child processes run what ships. Types are checked by
 * `npm run check`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryFolder } from './memory-folder.mjs';

let status = run(['test/install-tools.mjs']);
if (status === 0) status = run(['gateway/compile.mjs']);
if (status === 0) {
  replaceGlobals();
  const folder = createMemoryFolder();
  // Ctrl-C ends Jest; what is left here is to remove the folder.
  process.on('SIGINT', () => undefined);
  status = run(
    [
      '--disable-warning=ExperimentalWarning',
      // Fewer collections of short-lived objects: 7 % less processor time. Workers inherit it.
      '--max-semi-space-size=64',
      'node_modules/jest/bin/jest.js',
      // A test can be named by its source.
      ...process.argv.slice(2).map((argument) => argument.replace(/\.ts$/, '')),
    ],
    // What the program sets for itself. Jest would set `test`, and graphql-js would take a fifth more of the processor.
    { NODE_ENV: 'production', ...(folder !== null && { TMPDIR: folder }) },
  );
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
}
process.exitCode = status;

/** Lets compiled tests import `test/support/runner/globals.ts` as `@jest/globals`. */
function replaceGlobals() {
  const folder = 'dist/test/node_modules/@jest/globals';
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
  writeFileSync(join(folder, 'index.js'), "export * from '../../../support/runner/globals.js';");
}

/** Runs Node.js and returns its exit code. */
function run(args, variables = {}) {
  const env = { ...process.env, ...variables };
  return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1;
}
