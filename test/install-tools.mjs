/*
 * `node test/install-tools.mjs`: installs, once, the packages that only tests, benchmarks, lint and format use, in the
 * versions of package-lock.json. A plain `npm ci` leaves these development dependencies out (.npmrc): they are more than
 * half of all files, and neither the build nor the gateway needs them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { waitForTurn } from '../gateway/one-at-a-time.mjs';

const LOCK = 'package-lock.json';
/** Where npm notes which packages it has installed. */
const INSTALLED = 'node_modules/.package-lock.json';

if (missingTools().length > 0) await waitForTurn('node_modules/.install-tools.pid', 'installs');
const missing = missingTools();
if (missing.length > 0) {
  say(
    `Installing ${missing.length} packages for tests, benchmarks, lint and format. ` +
      'This happens once and takes about a minute …',
  );
  const options = [
    '--include=dev',
    // Leaves package.json and package-lock.json as they are.
    '--no-save',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    // `npm run -s` would hide errors of this npm as well.
    '--loglevel=error',
    // Without a network the defaults wait for more than a minute.
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=5000',
  ];
  // Output goes to stderr: what the command that needs the packages prints may be read by a program.
  const { status } = spawnSync('npm', ['install', ...options], { stdio: ['ignore', 2, 2] });
  const left = missingTools();
  if (status !== 0 || left.length > 0) {
    const what =
      left.length > 0 ? `${left.length} packages are missing, such as ${left[0]}` : 'npm failed';
    say(
      `The packages for tests, benchmarks, lint and format could not be installed: ${what}. ` +
        'Connect this machine to an npm registry and run the same command again.',
    );
    process.exitCode = 1;
  }
}

/**
 * The development dependencies of the lock that are not installed in its version: npm's note of them and their folder
 * are both needed, since the note can be of another install. Those of other platforms, which npm marks as optional,
 * don't count.
 *
 * @returns {string[]}
 */
function missingTools() {
  const installed = packagesIn(INSTALLED);
  return Object.entries(packagesIn(LOCK))
    .filter(([, { dev, optional }]) => dev === true && optional !== true)
    .filter(([path, { version }]) => installed[path]?.version !== version || !existsSync(path))
    .map(([path]) => path.replace('node_modules/', ''));
}

/**
 * @param {string} file
 * @returns {Record<string, { dev?: boolean, optional?: boolean, version?: string }>}
 */
function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}
