import { closeSync, openSync } from 'node:fs';
import { StartError } from '../../../platform/errors.ts';
import { fileFault } from '../files/file-fault.ts';
import { syncDirectory } from '../files/sync-directory.ts';
import { checkpointWal } from './ledger-settings.ts';
import {
  hasWriteAheadLog,
  needsWriteAheadLog,
  openReadable,
  openWritable,
  sqliteCode,
} from './sqlite.ts';

const PAGES_PER_STEP = 5000;

/**
 * Copies one snapshot of a database, also while a writer is active, to a new file that only its owner can read and that needs
 * no other file. Throws a `StartError` if there is no database, its latest content is missing, the file exists, or the copy
 * fails; a partial copy stays.
 */
export async function copyDatabase(path: string, target: string): Promise<void> {
  const source = openReadable(path);
  try {
    // The copy would hide that the latest content is missing.
    if (needsWriteAheadLog(path) && !hasWriteAheadLog(path)) {
      throw new StartError([
        `${path} was not closed and its -wal file is not beside it: the latest records may be there.`,
      ]);
    }
    createFile(target);
    // A read transaction keeps the snapshot: else every commit of the writer would restart the copy.
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(target, { progress: () => PAGES_PER_STEP });
    const copy = openWritable(target);
    try {
      checkpointWal(copy);
    } finally {
      copy.close();
    }
    syncDirectory(target);
  } catch (cause) {
    const code = sqliteCode(cause) ?? fileFault(cause);
    if (code === null) throw cause;
    throw new StartError([`The copy ${target} is not whole (${code}). Don't use it.`], { cause });
  } finally {
    source.close();
  }
}

function createFile(target: string): void {
  try {
    closeSync(openSync(target, 'wx', 0o600));
  } catch (cause) {
    const code = fileFault(cause);
    if (code === null) throw cause;
    const problem =
      code === 'EEXIST' ? 'exists. Choose another name' : `cannot be written (${code})`;
    throw new StartError([`${target} ${problem}.`], { cause });
  }
}
