import { statSync } from 'node:fs';
import { sql } from '../../platform/kysely.ts';
import type { ReportIndex } from './open-index.ts';

/** Tells an index from one that was built anew in its place. Empty where none lies there. */
export async function identifyIndex(index: ReportIndex): Promise<string> {
  const { location } = index;
  if (location.kind === 'sqlite') {
    const stats = statSync(location.path, { bigint: true, throwIfNoEntry: false });
    // A file that was removed may leave its number to the next.
    return stats === undefined ? '' : `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`;
  }
  const { rows } = await sql<{ readonly id: string | null }>`
    SELECT pg_catalog.to_regclass(${`${location.schema}.events`}::text)::oid::text AS id`.execute(
    await index.database(),
  );
  return rows[0]?.id ?? '';
}
