import type { LedgerLocation } from './ledger-location.ts';
import type { LedgerStore, StoreTask } from './ledger-store.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';

/** Opens the store of a ledger to write. Throws a `StartError` if that is not possible or not safe. */
export async function openStore(location: LedgerLocation, task: StoreTask): Promise<LedgerStore> {
  switch (location.kind) {
    case 'sqlite':
      return openSqliteStore(location.path);
    case 'postgres': {
      // Loaded on demand: a SQLite ledger doesn't need the PostgreSQL client.
      const { openPostgresStore } = await import('./postgres/open-postgres-store.ts');
      return openPostgresStore(location.server, task);
    }
    default:
      return location satisfies never;
  }
}
