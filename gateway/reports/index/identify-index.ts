import { statSync } from 'node:fs';
import { sql } from '../../platform/kysely.ts';
import type { ReportIndex } from './open-index.ts';

/** Returns an id that changes when the index is rebuilt. Empty if the index does not exist. */
export async function identifyIndex(index: ReportIndex): Promise<string> {
  const { location } = index;
  if (location.kind === 'sqlite') {
    const stats = statSync(location.path, { bigint: true, throwIfNoEntry: false });
    // A new file can get the inode number of the removed one.
    return stats === undefined ? '' : `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`;
  }
  const { rows } = await sql<{ readonly id: string | null }>`
    SELECT pg_catalog.to_regclass(${`${location.schema}.events`}::text)::oid::text AS id`.execute(
    await index.database(),
  );
  return rows[0]?.id ?? '';
}
