import {
  PostgresAdapter,
  PostgresDialect,
  sql,
  type Dialect,
  type MigrationLockOptions,
} from '../../../platform/kysely.ts';
import type { PostgresServer } from '../ledger-location.ts';
import { LOCK_MS } from './lock-timeout.ts';

/**
 * A dialect for queries and migrations over one connection. `statementMs` limits each statement. Migrators need
 * `disableTransactions`: the migration lock begins and ends the transaction.
 */
export function createPostgresDialect(server: PostgresServer, statementMs?: number): Dialect {
  // Loaded on demand: a SQLite ledger doesn't need the PostgreSQL client.
  const pool = async () => {
    const { createPool } = await import('./connect.ts');
    return createPool(server, statementMs === undefined ? {} : { statementMs });
  };
  const dialect = new PostgresDialect({ pool });
  return {
    createAdapter: () => Object.assign(new PostgresAdapter(), MIGRATION_LOCK),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (database) => dialect.createIntrospector(database),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

/** Replaces the library's advisory lock, whose known number any login could lock forever. */
const MIGRATION_LOCK: Pick<PostgresAdapter, 'acquireMigrationLock' | 'releaseMigrationLock'> = {
  async acquireMigrationLock(database, { lockTable, lockTableSchema }: MigrationLockOptions) {
    await sql`BEGIN`.execute(database);
    await sql`SET LOCAL lock_timeout = ${sql.lit(LOCK_MS)}`.execute(database);
    const table = sql.table(
      [lockTableSchema, lockTable].filter((part) => part !== undefined).join('.'),
    );
    // A login that may only read the table cannot take a conflicting lock.
    await sql`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`.execute(database);
  },
  /** A transaction in which a statement has failed is rolled back by its commit. */
  async releaseMigrationLock(database) {
    await sql`COMMIT`.execute(database);
  },
};
