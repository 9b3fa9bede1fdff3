import { statSync } from 'node:fs';
import type { LedgerLocation, ReadableLocation } from '../../audit/store/ledger-location.ts';
import { parsePostgresUrl } from '../../audit/store/parse-postgres-url.ts';
import { StartError } from '../../errors.ts';

/** Where the ledger lies when nobody says otherwise. */
export const DEFAULT_DATABASE = '.data/audit.db';

/** The path of a SQLite file, or the URL of a PostgreSQL database. */
export function readLocation(text: string): LedgerLocation {
  if (!text.includes('://')) return { kind: 'sqlite', path: text };
  const parsed = parsePostgresUrl(text);
  if (parsed.ok) return { kind: 'postgres', server: parsed.server };
  throw new StartError([`--db ${parsed.problem}.`]);
}

/** The same, or the directory of an export. */
export function readReadable(text: string): ReadableLocation {
  const isDirectory = statSync(text, { throwIfNoEntry: false })?.isDirectory() === true;
  return isDirectory ? { kind: 'export', directory: text } : readLocation(text);
}
