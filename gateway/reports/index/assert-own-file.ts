import { fileFault } from '../../audit/store/files/file-fault.ts';
import { sqliteCode, tablesIn } from '../../audit/store/sqlite/sqlite.ts';
import { StartError } from '../../platform/errors.ts';

/**
 * Throws a `StartError` if a file holds anything but a report index of any version. So a mistyped path, such as the
 * ledger's own, is never overwritten.
 */
export function assertOwnFile(path: string): void {
  const tables = readTables(path);
  const isFree = tables?.size === 0;
  if (isFree || (tables !== null && TABLES.every((name) => tables.has(name)))) return;
  throw new StartError([
    `${path} is not a report index and was left unchanged. Name another file for the index, or remove this one.`,
  ]);
}

/** Tables that a report index of any version has. */
const TABLES = ['kysely_migration', 'position', 'names', 'patients', 'events'] as const;

function readTables(path: string): ReadonlySet<string> | null {
  try {
    return tablesIn(path);
  } catch (cause) {
    const code = sqliteCode(cause) ?? fileFault(cause);
    if (code === null) throw cause;
    throw new StartError([`The report index ${path} cannot be read (${code}).`], { cause });
  }
}
