import type { Command } from 'commander';
import type { ToolOptions } from '../../audit/append/write-as-tool.ts';
import { StartError } from '../../platform/errors.ts';
import { readVersion } from '../../platform/process/package-manifest.ts';
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

/** What these flags name, in the help of a command. */
interface ToolFlagTexts {
  readonly db: string;
  readonly key: string;
  readonly guard: string;
}

const OWN_KEY: ToolFlagTexts = {
  db: 'the ledger',
  key: 'an enrolled key',
  guard: "that key's guard file",
};

/** Adds these flags to a command. */
export function withToolFlags(command: Command, texts: ToolFlagTexts = OWN_KEY): Command {
  return command
    .option('--db <path|url>', texts.db, DEFAULT_DATABASE)
    .option('--key <file>', `${texts.key} (default: the path of the ledger with .key)`)
    .option('--guard <file>', `${texts.guard} (default: the path of the ledger with .guard)`);
}

/**
 * Reads these flags. Throws a `StartError` for a ledger on a server without key and guard; it says whose key the command
 * needs.
 */
export function readToolFlags(
  { db, ...files }: ToolFlags,
  { whoseKey }: { readonly whoseKey: string } = { whoseKey: 'its own, which no gateway uses' },
): ToolOptions {
  const location = readLocation(db);
  const paths = readKeyFiles(location, files, whoseKey);
  return { location, ...paths, version: readVersion(), at: Date.now() };
}

/** The files of the signing key and its guard; for a SQLite ledger they have a default. */
function readKeyFiles(
  location: LedgerLocation,
  { key, guard }: Pick<ToolFlags, 'key' | 'guard'>,
  whoseKey: string,
): Pick<ToolOptions, 'keyPath' | 'guardPath'> {
  const path = databaseFile(location);
  const keyPath = key ?? (path === null ? null : `${path}.key`);
  const guardPath = guard ?? defaultGuard(location);
  if (keyPath === null || guardPath === null)
    throw new StartError([`A ledger on a server needs --key and --guard of ${whoseKey}.`]);
  return { keyPath, guardPath };
}

/** The default path of the guard: that of a SQLite ledger with .guard; null for any other location. */
export function defaultGuard(location: ReadableLocation): string | null {
  const path = databaseFile(location);
  return path === null ? null : `${path}.guard`;
}
