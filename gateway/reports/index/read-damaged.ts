import type { IndexDatabase } from './index-tables.ts';

/** Returns the leaves below `size` that were damaged when the index read them. */
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
