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
/** Then better-sqlite3 is the dependency of schema/sqlite/node-20, not of the gateway. */
const LACKS_NODE_API_10 = Number(process.versions['napi']) < 10;
const REBUILD = `phi-gateway: SQLite isn't built for Node.js ${VERSION}, maybe for another version. Run npm ci.\n`;
const INSTALL = `phi-gateway: SQLite isn't installed for Node.js ${VERSION}. Run npm ci. Where that leaves it out, the machine lacks Python and a C++ compiler, or a current npm, which needs neither.\n`;

const CRASH = 'process.abort();';

/** Installs a library in the empty place of SQLite. */
type Install = () => void;

/** The library of this line without its native part. */
const copyLibrary: Install = () => {
  const dependent = LACKS_NODE_API_10 ? 'schema/sqlite/node-20/package.json' : 'package.json';
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
  LACKS_NODE_API_10 ? join(root, 'schema/sqlite/node-20') : root,
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
function run(
  args: readonly string[],
  options: readonly string[] = [],
): Promise<{ readonly code: unknown; readonly err: string }> {
  const all = [
    '--disable-warning=ExperimentalWarning',
    ...options,
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
    'built for another version of Node.js',
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
    'a file that is not a native library',
    () => {
      copyLibrary();
      addNative((file) => writeFileSync(file, 'half'));
    },
    REBUILD,
  ],
  ['not built', copyLibrary, REBUILD],
  [
    'the better-sqlite3 version for other versions of Node.js',
    () => {
      mkdirSync(library, { recursive: true });
      const version = LACKS_NODE_API_10 ? '13.2.0' : '12.11.1';
      writeFileSync(join(library, 'package.json'), JSON.stringify({ version, main: 'crash.js' }));
      writeFileSync(join(library, 'crash.js'), CRASH);
    },
    INSTALL,
  ],
  ['not installed', () => undefined, INSTALL],
];

describe('a SQLite library that does not load in the running version of Node.js', () => {
  it.each(CASES)(
    'is reported by audit verify (exit code 3) and demo (1) in one line with the command to run: %s',
    async (_what, install, said) => {
      install();
      const verified = await run(['audit', 'verify', '--db', 'ledger.db']);
      expect(verified).toEqual({ code: 3, err: said });
      const demo = await run(['demo', '--no-history', ...demoPortArguments(await freeDemoPorts())]);
      expect(demo).toEqual({ code: 1, err: said });
    },
  );

  it('is not replaced by better-sqlite3 13, which crashes Node.js 22 without Node-API 10', async () => {
    const preload = join(folder, 'pretend.cjs');
    writeFileSync(
      preload,
      "const versions = { ...process.versions, node: '22.13.1', napi: '9' };" +
        "Object.defineProperty(process, 'versions', { value: versions });",
    );
    const places = [join(root, 'schema/sqlite/node-20'), root];
    try {
      for (const [index, version] of ['12.11.1', '13.2.0'].entries()) {
        const at = join(places[index] ?? root, 'node_modules/better-sqlite3');
        mkdirSync(at, { recursive: true });
        writeFileSync(join(at, 'package.json'), JSON.stringify({ version, main: 'index.js' }));
        const unbuilt = "throw Object.assign(new Error(), { code: 'ERR_DLOPEN_FAILED' });";
        const body =
          index === 0 ? `module.exports = class { constructor() { ${unbuilt} } };` : CRASH;
        writeFileSync(join(at, 'index.js'), body);
      }
      const verified = await run(['audit', 'verify', '--db', 'ledger.db'], ['--require', preload]);
      expect(verified).toEqual({ code: 3, err: REBUILD.replace(VERSION, '22.13.1') });
    } finally {
      for (const place of places) {
        rmSync(join(place, 'node_modules/better-sqlite3'), { recursive: true });
      }
    }
  });

  it('does not prevent commands that do not need it', async () => {
    expect(await run(['--help'])).toEqual({ code: 0, err: '' });
  });
});
