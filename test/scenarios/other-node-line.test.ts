import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageFile } from '../../schema/package-file.ts';
import { freeDemoPorts, demoPortArguments } from '../support/demo-ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-line-'));
afterAll(() => rmSync(folder, { recursive: true }));

const VERSION = process.versions.node;
const IS_20 = VERSION.startsWith('20.');
const REBUILD = `phi-gateway: SQLite isn't built for Node.js ${VERSION}, maybe for another version. Run npm rebuild.\n`;
const INSTALL = `phi-gateway: SQLite isn't installed for Node.js ${VERSION}. Run npm ci. Where that leaves it out, the machine lacks Python and a C++ compiler, or a current npm, which needs neither.\n`;

/** Installs a library in the empty place of SQLite. */
type Install = () => void;

/** The library of this line without its native part. */
const copyLibrary: Install = () => {
  const dependent = IS_20 ? 'schema/sqlite/node-20/package.json' : 'package.json';
  const { resolve } = createRequire(packageFile(dependent));
  const real = dirname(resolve('better-sqlite3/package.json'));
  for (const part of ['lib', 'package.json']) {
    cpSync(join(real, part), join(library, part), { recursive: true });
  }
};

const addNative = (add: (file: string) => void) => {
  const release = join(library, 'build/Release');
  mkdirSync(release, { recursive: true });
  add(join(release, 'better_sqlite3.node'));
};

const root = join(folder, 'package');
const library = join(
  IS_20 ? join(root, 'schema/sqlite/node-20') : root,
  'node_modules/better-sqlite3',
);

/** These sources as a package of their own, without SQLite. */
function copyPackage(): void {
  for (const part of ['dist', 'directives', 'schema', 'gateway', 'package.json']) {
    cpSync(packageFile(part), join(root, part), {
      recursive: true,
      filter: (source) => !/\/(?:node_modules|console|dist\/test)$/.test(source),
    });
  }
  mkdirSync(join(root, 'node_modules'));
  for (const entry of readdirSync(packageFile('node_modules'))) {
    if (entry.startsWith('better-sqlite3')) continue;
    symlinkSync(packageFile(`node_modules/${entry}`), join(root, 'node_modules', entry));
  }
  writeFileSync(join(root, 'ledger.db'), '');
}
beforeAll(copyPackage);
afterEach(() => rmSync(library, { recursive: true, force: true }));

/** Runs `phi-gateway` of such a package. */
function run(args: readonly string[]): Promise<{ readonly code: unknown; readonly err: string }> {
  const all = [
    '--disable-warning=ExperimentalWarning',
    join(root, 'dist/gateway/cli/phi-gateway.js'),
    ...args,
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { cwd: root }, (error, _out, err) => {
      resolve({ code: error?.code ?? 0, err });
    });
  });
}

/** Reasons why SQLite doesn't load, and the message for each. */
const CASES: readonly [string, Install, string][] = [
  [
    'built for another version',
    () => {
      copyLibrary();
      addNative((file) => {
        const source = packageFile('test/support/other-line-addon.c');
        execFileSync('cc', ['-shared', '-fPIC', '-Wall', '-Werror', '-o', file, source]);
      });
    },
    REBUILD,
  ],
  [
    'a file that is no native library',
    () => {
      copyLibrary();
      addNative((file) => writeFileSync(file, 'half'));
    },
    REBUILD,
  ],
  ['not built', copyLibrary, REBUILD],
  [
    'of the line for another Node.js',
    () => {
      mkdirSync(library, { recursive: true });
      const version = IS_20 ? '13.2.0' : '12.11.1';
      writeFileSync(join(library, 'package.json'), JSON.stringify({ version, main: 'crash.js' }));
      writeFileSync(join(library, 'crash.js'), 'process.abort();');
    },
    INSTALL,
  ],
  ['not installed', () => undefined, INSTALL],
];

describe('a SQLite library that does not load in the running Node.js', () => {
  it.each(CASES)(
    'is reported in one line with the command to run: %s',
    async (_what, install, said) => {
      install();
      const verified = await run(['audit', 'verify', '--db', 'ledger.db']);
      expect(verified).toEqual({ code: 3, err: said });
      const demo = await run(['demo', '--no-history', ...demoPortArguments(await freeDemoPorts())]);
      expect(demo).toEqual({ code: 1, err: said });
    },
  );

  it('does not stop commands that do not need it', async () => {
    expect(await run(['--help'])).toEqual({ code: 0, err: '' });
  });
});
