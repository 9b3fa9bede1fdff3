import type { Command } from 'commander';
import type { ToolOptions } from '../../audit/append/write-as-tool.ts';
import { StartError } from '../../platform/errors.ts';
import { readVersion } from '../../platform/version.ts';
import { DEFAULT_DATABASE, readLocation } from './read-location.ts';

/** Flags of a command that writes to a ledger. */
export interface ToolFlags {
  readonly db: string;
  readonly key?: string;
  readonly guard?: string;
}

/** Adds them. */
export function withToolFlags(command: Command): Command {
  return command
    .option('--db <path|url>', 'the ledger', DEFAULT_DATABASE)
    .option('--key <file>', 'a key that is enrolled (default: the path of the ledger with .key)')
    .option(
      '--guard <file>',
      "that key's guard file (default: the path of the ledger with .guard)",
    );
}

/** What they say, now. Throws a `StartError` where a ledger on a server is given without key and guard. */
export function readToolFlags({ db, key, guard }: ToolFlags): ToolOptions {
  const location = readLocation(db);
  const beside = location.kind === 'sqlite' ? location.path : null;
  const keyPath = key ?? (beside === null ? null : `${beside}.key`);
  const guardPath = guard ?? (beside === null ? null : `${beside}.guard`);
  if (keyPath === null || guardPath === null) {
    throw new StartError([
      'A ledger on a server needs --key and --guard of its own, which no gateway uses.',
    ]);
  }
  return { location, keyPath, guardPath, version: readVersion(), at: Date.now() };
}
