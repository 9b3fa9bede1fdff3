/*
 * Lets one process at a time build or install in this folder. Two at once, as when `npm test` is started beside
 * `npm start`, would read files that the other is still writing.
 */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** How often a waiting process looks whether it is its turn, in ms. */
const INTERVAL = 100;
/** After how many ms it says what it waits for. */
const SILENT = 1000;
/** After how many ms a file counts as left behind, since its process id can belong to another process by now. */
const LONGEST = 600_000;

/**
 * Waits until no other process does the same work, then makes others wait until this process ends.
 * @param {string} file Holds the id of the process at work. One that a killed process left is replaced.
 * @param {string} work What that process does, as `compiles`.
 */
export async function waitForTurn(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = 0; !create(file); waited += INTERVAL) {
    if (isLeftBehind(file)) rmSync(file, { force: true });
    else if (waited === SILENT)
      process.stderr.write(`Waiting for another process that ${work} in this folder (${file}) …\n`);
    await setTimeout(INTERVAL);
  }
  process.once('exit', () => rmSync(file, { force: true }));
}

/**
 * Returns whether the file was created: false if it exists.
 * @param {string} file
 */
function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * Returns whether the process that created the file has ended without removing it.
 * @param {string} file
 */
function isLeftBehind(file) {
  try {
    const holder = Number(readFileSync(file, 'utf8'));
    if (Date.now() - statSync(file).mtimeMs > LONGEST) return true;
    // A file that is being created is empty, and signal 0 to process 0 reaches this process.
    process.kill(holder, 0);
    return false;
  } catch (error) {
    // ENOENT: removed in the meantime. EPERM: the process of another user.
    return error.code === 'ESRCH';
  }
}
