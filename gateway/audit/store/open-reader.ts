import type { LedgerLocation } from './ledger-location.ts';
import type { LedgerReader } from './ledger-reader.ts';
import { openSqliteReader } from './sqlite/open-sqlite-reader.ts';

/** Opens the store of a ledger to read it. Throws a `StartError` if it is missing or can't be read. */
export async function openReader(location: LedgerLocation): Promise<LedgerReader> {
  switch (location.kind) {
    case 'sqlite':
      return openSqliteReader(location.path);
    case 'postgres': {
      // Loaded on demand: a SQLite ledger doesn't need the PostgreSQL client.
      const { openPostgresReader } = await import('./postgres/open-postgres-reader.ts');
      return openPostgresReader(location.server);
    }
    default:
      return location satisfies never;
  }
}
