import type { Command } from 'commander';
import type { ToolOptions } from '../../audit/append/write-as-tool.ts';
import { StartError } from '../../platform/errors.ts';
import { readVersion } from '../../platform/version.ts';
import {
  databaseFile,
  DEFAULT_DATABASE,
  type LedgerLocation,
  type ReadableLocation,
} from '../../audit/store/ledger-location.ts';
import { readLocation } from './read-location.ts';

/** Flags of a command that writes to a ledger. */
export interface ToolFlags {
  readonly db: string;
  readonly key?: string;
  readonly guard?: string;
}

/** Adds these flags to a command. */
export function withToolFlags(command: Command): Command {
  return command
    .option('--db <path|url>', 'the ledger', DEFAULT_DATABASE)
    .option('--key <file>', 'an enrolled key (default: the path of the ledger with .key)')
    .option(
      '--guard <file>',
      "that key's guard file (default: the path of the ledger with .guard)",
    );
}

/** Reads these flags. Throws a `StartError` for a ledger on a server without key and guard. */
export function readToolFlags(
  { db, ...files }: ToolFlags,
  whose = 'of its own, which no gateway uses',
): ToolOptions {
  const location = readLocation(db);
  const paths = readKeyFiles(location, files, whose);
  return { location, ...paths, version: readVersion(), at: Date.now() };
}

/** The files of the signing key and its guard; for a SQLite ledger they have a default. */
function readKeyFiles(
  location: LedgerLocation,
  { key, guard }: Pick<ToolFlags, 'key' | 'guard'>,
  whose: string,
): Pick<ToolOptions, 'keyPath' | 'guardPath'> {
  const path = databaseFile(location);
  const keyPath = key ?? (path === null ? null : `${path}.key`);
  const guardPath = guard ?? defaultGuard(location);
  if (keyPath === null || guardPath === null)
    throw new StartError([`A ledger on a server needs --key and --guard ${whose}.`]);
  return { keyPath, guardPath };
}

/** The default path of the guard: that of a SQLite ledger with .guard; null for any other location. */
export function defaultGuard(location: ReadableLocation): string | null {
  const path = databaseFile(location);
  return path === null ? null : `${path}.guard`;
}
