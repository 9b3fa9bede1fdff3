/** What of kysely the gateway uses: tables, and queries on SQLite and PostgreSQL. This module alone knows the library. */
export { Kysely, Migrator, PostgresDialect, sql, SqliteDialect } from 'kysely';
export type {
  CompiledQuery,
  Expression,
  ExpressionBuilder,
  Insertable,
  Migration,
  RawBuilder,
  SelectQueryBuilder,
  SqlBool,
  Transaction,
} from 'kysely';
