/** The parts of kysely that the gateway uses. No other file imports the library. */
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
