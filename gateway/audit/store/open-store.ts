import type { LedgerLocation } from './ledger-location.ts';
import type { LedgerStore, StoreTask } from './ledger-store.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';

/** Opens the store of a ledger to append to it. Throws a `StartError` where that is not possible or not safe. */
export async function openStore(location: LedgerLocation, task: StoreTask): Promise<LedgerStore> {
  switch (location.kind) {
    case 'sqlite':
      return openSqliteStore(location.path);
    case 'postgres': {
      // Loaded where it is used: a ledger in a file needs none of it.
      const { openPostgresStore } = await import('./postgres/open-postgres-store.ts');
      return openPostgresStore(location.server, task);
    }
    default:
      return location satisfies never;
  }
}
