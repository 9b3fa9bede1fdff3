import { fileFault } from '../../audit/store/files/file-fault.ts';
import { sqliteCode, tablesIn } from '../../audit/store/sqlite/sqlite.ts';
import { StartError } from '../../platform/errors.ts';

/**
 * Throws a `StartError` where a file holds anything else than a report index, of whatever version: a name that
 * was mistaken must cost nobody the ledger.
 */
export function assertOwnFile(path: string): void {
  const tables = readTables(path);
  const isFree = tables?.size === 0;
  if (isFree || (tables !== null && TABLES.every((name) => tables.has(name)))) return;
  throw new StartError([
    `${path} is no report index, and is left as it is. Name another file for the index, or take this one away.`,
  ]);
}

/** Of every version. */
const TABLES = ['kysely_migration', 'position', 'shapes', 'events'] as const;

function readTables(path: string): ReadonlySet<string> | null {
  try {
    return tablesIn(path);
  } catch (cause) {
    const code = sqliteCode(cause) ?? fileFault(cause);
    if (code === null) throw cause;
    throw new StartError([`The report index ${path} cannot be read (${code}).`], { cause });
  }
}
