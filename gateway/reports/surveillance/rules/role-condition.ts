import { sql } from '../../../platform/kysely.ts';
import { findNumbers } from '../../index/dictionary.ts';
import type { IndexDatabase } from '../../index/index-tables.ts';
import type { EventCondition } from '../../query/filter-condition.ts';

/** Returns the condition that the actor of an event had one of these roles. */
export async function roleCondition(
  database: IndexDatabase,
  roles: readonly string[],
): Promise<EventCondition> {
  const numbers = [...(await findNumbers(database, 'names', roles)).values()];
  if (numbers.length === 0) return () => sql<boolean>`1 = 0`;
  const lists = database
    .selectFrom('role_list_roles')
    .select('role_list_roles.list')
    .where('role_list_roles.role', 'in', numbers);
  return (builder) => builder('events.roles', 'in', lists);
}
