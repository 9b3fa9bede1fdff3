import type { IndexDatabase } from './index-tables.ts';

/** Leaves that are not what was written, as the index met them. */
export async function readDamaged(
  database: IndexDatabase,
  size: number,
): Promise<readonly number[]> {
  const rows = await database
    .selectFrom('damaged')
    .select('leaf')
    .where('leaf', '<', size)
    .orderBy('leaf')
    .execute();
  return rows.map(({ leaf }) => leaf);
}
