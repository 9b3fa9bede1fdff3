import { EVENT_FILTER, type EventFilter } from '../catalog/event-filter.ts';
import { keysOf } from '../catalog/filter-spec.ts';
import { findNumbers } from '../index/dictionary.ts';
import type { IndexDatabase } from '../index/index-tables.ts';

/** Parts of a filter that take any text. A misspelled value of any other part is refused when the filter is parsed. */
const TEXT_PARTS = keysOf(EVENT_FILTER).filter((name) => EVENT_FILTER[name].takes.kind === 'text');

/**
 * The names of those parts of a filter of events, cases or reviews whose value the index does not hold, for instance
 * because it is misspelled. Actors, issuers, roles and coordinates must occur as such. Any other value is known if
 * records hold it in any of their texts: an operation's name is known if a role has that name.
 */
export async function unknownFilterValues(
  database: IndexDatabase,
  filter: object,
): Promise<readonly string[]> {
  const values = new Map<string, unknown>(Object.entries(filter));
  const unknown: string[] = [];
  for (const part of TEXT_PARTS) {
    const text = values.get(part);
    if (typeof text === 'string' && !(await isKnown(database, part, text))) unknown.push(part);
  }
  return unknown;
}

async function isKnown(
  database: IndexDatabase,
  part: keyof EventFilter,
  text: string,
): Promise<boolean> {
  const table = part === 'patient' ? 'patients' : 'names';
  const number = (await findNumbers(database, table, [text])).get(text);
  if (number === undefined) return false;
  const lookUp = LOOKUPS[part];
  return lookUp === undefined || (await lookUp(database, number)) !== undefined;
}

type Lookup = (database: IndexDatabase, number: number) => Promise<object | undefined>;

/** Finds one row of the index with this value in this part. */
const LOOKUPS: Readonly<Partial<Record<keyof EventFilter, Lookup>>> = {
  actor: (database, number) =>
    database
      .selectFrom('actor_names')
      .select('actor')
      .where('subject', '=', number)
      .limit(1)
      .executeTakeFirst(),
  issuer: (database, number) =>
    database
      .selectFrom('actor_names')
      .select('actor')
      .where('issuer', '=', number)
      .limit(1)
      .executeTakeFirst(),
  role: (database, number) =>
    database
      .selectFrom('role_list_roles')
      .select('list')
      .where('role', '=', number)
      .limit(1)
      .executeTakeFirst(),
  coordinate: (database, number) =>
    database
      .selectFrom('field_set_coordinates')
      .select('field_set')
      .where('coordinate', '=', number)
      .limit(1)
      .executeTakeFirst(),
};
