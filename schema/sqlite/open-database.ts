import type BetterSqlite3 from 'better-sqlite3';
import { createRequire } from 'node:module';
import { packageFile } from '../package-file.ts';

type Library = typeof BetterSqlite3;

/** An open SQLite database. */
export type Sqlite = BetterSqlite3.Database;

/** SQLite isn't installed for the Node.js that runs; the message says what to run. */
export class SqliteUnavailable extends Error {
  override readonly name = 'SqliteUnavailable';
}

/** A line of the library: its major version, and the package whose dependency it is. */
interface Line {
  readonly major: string;
  readonly dependent: string;
}

/*
 * No line of better-sqlite3 runs on every Node.js. 12 aborts in garbage collection on 24.19 and later. 13 is one
 * prebuilt binary for Node-API 10 and crashes the process where that is missing: on 20, on 22 before 22.14 and on 23
 * before 23.6. `test/schema/sqlite/open-database.test.ts` holds what a ledger needs of a line, or of a replacement.
 */
const WITHOUT_NODE_API_10: Line = { major: '12', dependent: 'schema/sqlite/node-20/package.json' };
const WITH_NODE_API_10: Line = { major: '13', dependent: 'package.json' };

let library: Library | null = null;

/** Opens a database. Throws `SqliteUnavailable` where the library isn't installed for this Node.js. */
export function openDatabase(path: string, options: BetterSqlite3.Options = {}): Sqlite {
  library ??= loadLibrary(
    Number(process.versions['napi']) < 10 ? WITHOUT_NODE_API_10 : WITH_NODE_API_10,
  );
  return new library(path, options);
}

function loadLibrary({ major, dependent }: Line): Library {
  const require = createRequire(packageFile(dependent));
  // The wrong line loads as well, and ends the process later.
  if (installedMajor(require) !== major) {
    throw new SqliteUnavailable(
      `SQLite isn't installed for Node.js ${VERSION}. Run npm ci. Where that leaves it out, ` +
        'the machine lacks Python and a C++ compiler, or a current npm, which needs neither.',
    );
  }
  const loaded: unknown = require('better-sqlite3');
  if (!isLibrary(loaded)) throw new TypeError('better-sqlite3 is not the release this code knows');
  try {
    // The native part is loaded with the first database only.
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

/** True where there is no native part, or it can't be loaded into this process. */
function isNotBuilt(error: unknown): boolean {
  const code = errorCode(error);
  if (code === 'ERR_DLOPEN_FAILED' || code === 'MODULE_NOT_FOUND') return true;
  return error instanceof Error && error.message.startsWith('Could not locate the bindings file');
}

function errorCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
}
