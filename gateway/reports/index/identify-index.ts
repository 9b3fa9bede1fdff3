import { statSync } from 'node:fs';
import { sql } from '../../platform/kysely.ts';
import type { IndexDatabase } from './index-tables.ts';
import type { ReportIndex } from './open-index.ts';
import type { IndexSchema } from './postgres-schemas.ts';

/** Returns an id that changes when the index is rebuilt; an empty text if the index does not exist. */
export async function identifyIndex(index: ReportIndex): Promise<string> {
  const { location } = index;
  switch (location.kind) {
    case 'sqlite':
      return identifyFile(location.path);
    case 'postgres':
      return identifyTable(location.schema, await index.database());
    default:
      return location satisfies never;
  }
}

function identifyFile(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  // A new file can get the inode number of the removed one.
  return stats === undefined ? '' : `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`;
}

async function identifyTable(schema: IndexSchema, database: IndexDatabase): Promise<string> {
  const { rows } = await sql<{ readonly id: string | null }>`
    SELECT pg_catalog.to_regclass(${`${schema}.events`}::text)::oid::text AS id`.execute(database);
  return rows[0]?.id ?? '';
}
