import type BetterSqlite3 from 'better-sqlite3';
import { createRequire } from 'node:module';
import { packageFile } from '../package-file.ts';

type Library = typeof BetterSqlite3;

/** An open SQLite database. */
export type Sqlite = BetterSqlite3.Database;

/** A prepared statement with these parameters and rows. */
export type Statement<Parameters extends unknown[], Row = unknown> = BetterSqlite3.Statement<
  Parameters,
  Row
>;

/** SQLite isn't installed for this Node.js version. The message says how to install it. */
export class SqliteUnavailable extends Error {
  override readonly name = 'SqliteUnavailable';
}

/** A major version of the library, and the package that depends on it. */
interface Line {
  readonly major: string;
  readonly dependent: string;
}

/*
 * No major version of better-sqlite3 runs on every Node.js version. 12 aborts in garbage collection on 24.19 and later.
 * 13 is one prebuilt binary for Node-API 10 and crashes without it: on 20, on 22 before 22.14 and on 23 before 23.6.
 * `test/schema/sqlite/open-database.test.ts` tests what the ledger needs from the library or from a replacement.
 */
const WITHOUT_NODE_API_10: Line = { major: '12', dependent: 'schema/sqlite/node-20/package.json' };
const WITH_NODE_API_10: Line = { major: '13', dependent: 'package.json' };

let library: Library | null = null;

/** Opens a database. Throws `SqliteUnavailable` if the library isn't installed for this Node.js version. */
export function openDatabase(path: string, options: BetterSqlite3.Options = {}): Sqlite {
  library ??= loadLibrary(
    Number(process.versions['napi']) < 10 ? WITHOUT_NODE_API_10 : WITH_NODE_API_10,
  );
  return new library(path, options);
}

function loadLibrary({ major, dependent }: Line): Library {
  const require = createRequire(packageFile(dependent));
  // The wrong version loads too, and crashes the process later.
  if (installedMajor(require) !== major) {
    throw new SqliteUnavailable(
      `SQLite isn't installed for Node.js ${VERSION}. Run npm ci. Where that leaves it out, ` +
        'the machine lacks Python and a C++ compiler, or a current npm, which needs neither.',
    );
  }
  const loaded: unknown = require('better-sqlite3');
  if (!isLibrary(loaded))
    throw new TypeError('the installed better-sqlite3 is not a supported release');
  try {
    // The native module is loaded with the first database.
    new loaded(':memory:').close();
  } catch (cause) {
    if (!isNotBuilt(cause)) throw cause;
    throw new SqliteUnavailable(
      `SQLite isn't built for Node.js ${VERSION}, maybe for another version. Run npm ci.`,
      { cause },
    );
  }
  return loaded;
}

const VERSION = process.versions.node;

function installedMajor(require: NodeJS.Require): string | null {
  try {
    const manifest: unknown = require('better-sqlite3/package.json');
    const version: unknown = Object(manifest)['version'];
    return typeof version === 'string' ? (version.split('.')[0] ?? null) : null;
  } catch (error) {
    if (errorCode(error) === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

function isLibrary(value: unknown): value is Library {
  return typeof value === 'function';
}

/** Whether the native module is missing or can't be loaded into this process. */
function isNotBuilt(error: unknown): boolean {
  const code = errorCode(error);
  if (code === 'ERR_DLOPEN_FAILED' || code === 'MODULE_NOT_FOUND') return true;
  return error instanceof Error && error.message.startsWith('Could not locate the bindings file');
}

function errorCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
}
