/*
 * `npm run release`: writes dist/phi-gateway-VERSION.tgz from what is built. It holds what runs. Its package.json names only
 * the packages that the bundles leave to install, and its npm-shrinkwrap.json their versions in package-lock.json: no build
 * tool and no library of the console. The packages of the example are its development dependencies.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { INSTALLED } from './bundle.mjs';

const LOCK = 'package-lock.json';
const LOCK_OF_RELEASE = 'npm-shrinkwrap.json';
/** The libraries of SQLite ledgers; each line of Node.js has one of them. */
const SQLITE = ['better-sqlite3', 'better-sqlite3-for-node-20'];
/** Members of package.json that only the sources need. With other `overrides`, the versions of the lock would not fit. */
const OF_SOURCES = ['jest', 'prettier'];

/**
 * @typedef {Record<string, string>} Versions
 * @typedef {{ scripts: Versions, dependencies: Versions, optionalDependencies: Versions, files: readonly string[] }} Manifest
 */

const folder = mkdtempSync(join(tmpdir(), 'phi-gateway-release-'));
try {
  for (const path of pack('.', '--dry-run').files.map((file) => file.path)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(path, join(folder, path));
  }
  const manifest = manifestOf(readManifest());
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(LOCK, join(folder, LOCK));
  npm(folder, 'install', '--package-lock-only', '--offline', '--no-audit', '--no-fund');
  renameSync(join(folder, LOCK), join(folder, LOCK_OF_RELEASE));
  const { filename } = pack(folder, '--pack-destination', resolve('dist'));
  process.stdout.write(`dist/${filename}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

/** @returns {Manifest} that of the sources */
function readManifest() {
  return JSON.parse(readFileSync('package.json', 'utf8'));
}

/**
 * The manifest of a release.
 *
 * @param {Manifest} manifest that of the sources
 */
function manifestOf(manifest) {
  const { scripts, dependencies, optionalDependencies, files } = manifest;
  const kept = Object.entries(manifest).filter(([name]) => !OF_SOURCES.includes(name));
  const ofExample = Object.keys(optionalDependencies).filter((name) => !SQLITE.includes(name));
  return {
    ...Object.fromEntries(kept),
    scripts: pick(scripts, ['phi-gateway']),
    files: [...files, LOCK_OF_RELEASE],
    dependencies: pick(dependencies, INSTALLED),
    optionalDependencies: pick(optionalDependencies, SQLITE),
    devDependencies: pick(optionalDependencies, ofExample),
  };
}

/**
 * @param {Versions} versions
 * @param {readonly string[]} names
 */
function pick(versions, names) {
  return Object.fromEntries(names.map((name) => [name, versions[name]]));
}

/**
 * @param {string} at
 * @param {readonly string[]} options
 * @returns {{ filename: string, files: readonly { path: string }[] }}
 */
function pack(at, ...options) {
  return JSON.parse(npm(at, 'pack', '--json', ...options))[0];
}

/**
 * @param {string} at
 * @param {readonly string[]} args
 */
function npm(at, ...args) {
  const options = { cwd: at, encoding: /** @type {const} */ ('utf8'), maxBuffer: 2 ** 26 };
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--ignore-scripts'], options);
  if (status !== 0) throw new Error(`npm ${args[0]} failed: ${stderr}`);
  return stdout;
}
