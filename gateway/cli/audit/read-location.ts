import { statSync } from 'node:fs';
import type { LedgerLocation, ReadableLocation } from '../../audit/store/ledger-location.ts';
import { parsePostgresUrl } from '../../audit/store/parse-postgres-url.ts';
import { StartError } from '../../platform/errors.ts';

/** Parses the value of a flag: the path of a SQLite file, or the URL of a PostgreSQL database. */
export function readLocation(text: string, flag: '--db' | '--index' = '--db'): LedgerLocation {
  if (text.includes('://')) {
    const parsed = parsePostgresUrl(text);
    if (parsed.ok) return { kind: 'postgres', server: parsed.server };
    throw new StartError([`${flag} ${parsed.problem}.`]);
  }
  if (!isDirectory(text)) return { kind: 'sqlite', path: text };
  const hint =
    flag === '--db' ? ' Only audit verify, audit report and audit prove read an export.' : '';
  throw new StartError([`${flag} takes a file, and ${text} is a directory.${hint}`]);
}

/** Parses the value of `--db`, which may also be the directory of an export. */
export function readReadable(text: string): ReadableLocation {
  return isDirectory(text) ? { kind: 'export', directory: text } : readLocation(text);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
