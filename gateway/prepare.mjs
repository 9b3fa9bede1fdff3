/*
 * `npm run prepare`, the last step of `npm ci`: builds the console and compiles the sources while, on a Node.js that
 * has no prebuilt SQLite, the other core compiles SQLite. Without Python and a C++ compiler that fails, and only
 * commands that open a SQLite file say so.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const SQLITE = 'schema/sqlite/node-20';

// npm leaves the package out where a prebuilt SQLite runs.
if (existsSync(`${SQLITE}/node_modules/better-sqlite3`))
  runScript(['build', '--prefix', SQLITE], 'ignore').once('close', (code) => {
    if (code !== 0)
      process.stderr.write(`SQLite was not built. To see why: npm run build --prefix ${SQLITE}\n`);
  });

runScript(['build'], 'inherit').once('close', (code) => {
  if (code !== 0) process.exitCode = 1;
});

/**
 * @param {readonly string[]} args
 * @param {'ignore' | 'inherit'} stdio
 */
function runScript(args, stdio) {
  return spawn('npm', ['run', '-s', ...args], { stdio });
}
