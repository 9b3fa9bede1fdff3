/*
 * `npm test -- [part of a test's path] [options of Jest]`: compiles, then runs Jest on the compiled code, so that
 * threads and child processes run what ships. Types are checked by `npm run check`.
 */
import { spawnSync } from 'node:child_process';

run(['node_modules/typescript/bin/tsc', '--noCheck', '--outDir', 'dist']);
run([
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  // A test can be named by its source.
  ...process.argv.slice(2).map((argument) => argument.replace(/\.ts$/, '')),
]);

function run(args) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
