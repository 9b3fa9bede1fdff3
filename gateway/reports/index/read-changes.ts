import type { RecordKind } from '../../audit/record/record.ts';
import { findNumbers } from './dictionary.ts';
import type { IndexDatabase } from './index-tables.ts';

/** Returns the leaves below `size` in which the ledger records a change of one kind, in their order. Not proven. */
export async function readChanges(
  database: IndexDatabase,
  kind: RecordKind,
  size: number,
): Promise<readonly number[]> {
  const number = (await findNumbers(database, 'names', [kind])).get(kind);
  if (number === undefined) return [];
  const rows = await database
    .selectFrom('changes')
    .select('leaf')
    .where('kind', '=', number)
    .where('leaf', '<', size)
    .orderBy('leaf')
    .execute();
  return rows.map(({ leaf }) => leaf);
}
