/** What of kysely the gateway uses: tables, and queries on SQLite and PostgreSQL. This module alone knows the library. */
export { Kysely, Migrator, PostgresAdapter, PostgresDialect, sql, SqliteDialect } from 'kysely';
export type {
  CompiledQuery,
  Dialect,
  Expression,
  ExpressionBuilder,
  Insertable,
  Migration,
  MigrationLockOptions,
  RawBuilder,
  SelectQueryBuilder,
  SqlBool,
  Transaction,
} from 'kysely';
