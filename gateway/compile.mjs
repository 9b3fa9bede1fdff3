/*
 * `npm run compile`: compiles gateway/, schema/, directives/ and test/ to dist/, and the script of the page at `/graphiql`
 * for browsers, and bundles the program. It does nothing if dist/ already holds the result: the contents of sources and
 * compiled files are compared, not their times, since a source that is put back from an older copy is old. `npm run check`
 * checks types.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForTurn } from './one-at-a-time.mjs';

const SOURCES = ['directives', 'gateway', 'schema', 'test'];
const COMPILED = 'dist';
/** The console, which Vite builds. */
const CONSOLE = join(COMPILED, 'gateway/console');
/** What other packages import with its types: `phi-gateway/subgraph`. */
const TYPED = 'schema/subgraph';
/** The script of the page at `/graphiql`, and what it compiles to. */
const PAGE = {
  input: 'gateway/console/graphiql/page.ts',
  file: join(COMPILED, 'graphiql/page.js'),
};
/** The digest of the sources and compiled files of the last compilation. */
const DIGEST = join(COMPILED, 'compiled.sha256');

const sources = digestOf([
  'tsconfig.json',
  'gateway/bundle.mjs',
  // The versions of all packages, which are in the bundles.
  'node_modules/.package-lock.json',
  ...filesIn(SOURCES, '.ts'),
]);
if (!isUpToDate()) await waitForTurn(join(COMPILED, 'compile.pid'), 'compiles');
if (!isUpToDate()) {
  rmSync(DIGEST, { force: true });
  removeStale();
  // What a file compiles to depends on that file alone (`isolatedModules`): no other file or package is read for types.
  const options = ['--noCheck', '--noResolve', '--types', '', '--outDir', COMPILED];
  runTsc(options);
  const settings = ['--rootDir', '.', '--target', 'ES2022', '--module', 'NodeNext'];
  const declared = [...settings, '--declaration', '--emitDeclarationOnly', '--ignoreConfig'];
  runTsc([...options, ...declared, ...filesIn([TYPED], '.ts')]);
  const { bundlePrograms } = await import('./bundle.mjs');
  await bundlePrograms();
  const { rolldown } = await import('rolldown');
  await (await rolldown({ input: PAGE.input })).write({ file: PAGE.file });
  writeFileSync(DIGEST, sources + compiled());
}

function isUpToDate() {
  return existsSync(DIGEST) && readFileSync(DIGEST, 'utf8') === sources + compiled();
}

/** @param {readonly string[]} options */
function runTsc(options) {
  const tsc = ['node_modules/typescript/bin/tsc', ...options];
  const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Removes compiled files whose source was moved or removed. */
function removeStale() {
  for (const path of filesIn(
    SOURCES.map((folder) => join(COMPILED, folder)),
    '.js',
  )) {
    const source = path.slice(COMPILED.length + 1).replace(/\.js$/, '.ts');
    if (path.startsWith(CONSOLE) || existsSync(source)) continue;
    rmSync(path);
    rmSync(`${path}.map`, { force: true });
  }
}

function compiled() {
  return digestOf(filesIn([COMPILED], '.js'));
}

/**
 * @param {readonly string[]} folders
 * @param {string} ending
 * @returns {string[]}
 */
function filesIn(folders, ending) {
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((path) => join(folder, path)))
    .filter((path) => path.endsWith(ending) && !path.includes('node_modules'))
    .toSorted();
}

/**
 * @param {readonly string[]} files
 * @returns {string}
 */
function digestOf(files) {
  const digest = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(file);
    digest.update(`${file} ${content.length}\n`).update(content);
  }
  return `${digest.digest('hex')}\n`;
}
