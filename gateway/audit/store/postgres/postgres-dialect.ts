import {
  PostgresAdapter,
  PostgresDialect,
  sql,
  type Dialect,
  type MigrationLockOptions,
} from '../../../platform/kysely.ts';
import type { PostgresServer } from '../ledger-location.ts';

/**
 * Queries and migrations on a server, over one connection on which a statement may take that long. Migrators take
 * `disableTransactions`: the lock begins the transaction and ends it.
 */
export function createPostgresDialect(server: PostgresServer, statementMs?: number): Dialect {
  // Loaded where it is used: a ledger in a file needs none of it.
  const pool = async () => {
    const { createPool } = await import('./connect.ts');
    return createPool(server, statementMs);
  };
  const dialect = new PostgresDialect({ pool });
  return {
    createAdapter: () => Object.assign(new PostgresAdapter(), MIGRATION_LOCK),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (database) => dialect.createIntrospector(database),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

/** How long a migration may wait for each of its locks. */
const LOCK_MS = 5000;

/** The library's own lock is an advisory lock of a known number, which any login can hold for ever. */
const MIGRATION_LOCK: Pick<PostgresAdapter, 'acquireMigrationLock' | 'releaseMigrationLock'> = {
  async acquireMigrationLock(database, { lockTable, lockTableSchema }: MigrationLockOptions) {
    await sql`BEGIN`.execute(database);
    // While a migration waits for a table, every append waits behind it.
    await sql`SET LOCAL lock_timeout = ${sql.lit(LOCK_MS)}`.execute(database);
    const table = sql.table(
      [lockTableSchema, lockTable].filter((part) => part !== undefined).join('.'),
    );
    // Not even a login that reads the table can have this mode.
    await sql`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`.execute(database);
  },
  /** A transaction in which a statement has failed is rolled back by its commit. */
  async releaseMigrationLock(database) {
    await sql`COMMIT`.execute(database);
  },
};
