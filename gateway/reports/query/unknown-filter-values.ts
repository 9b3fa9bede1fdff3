import { findNumbers } from '../index/dictionary.ts';
import type { IndexDatabase } from '../index/index-tables.ts';

/** The parts of a filter in which anything may be written; in all others the words are known. */
const NAMES = [
  'patient',
  'actor',
  'issuer',
  'actorName',
  'role',
  'coordinate',
  'operation',
  'purpose',
  'grant',
] as const;

/** A part of a filter that names somebody or something. */
export type NamedPart = (typeof NAMES)[number];

/** Those parts of any filter. */
export type NamedFilter = Readonly<Partial<Record<NamedPart, string>>>;

/**
 * The parts of a filter that name whom or what no record in the index tells of: perhaps they are misspelt. An
 * actor, a role and a field are known as such; any other name only as one that records have somewhere.
 */
export async function unmetNames(
  database: IndexDatabase,
  filter: NamedFilter,
): Promise<readonly NamedPart[]> {
  const unmet: NamedPart[] = [];
  for (const part of NAMES) {
    const text = filter[part];
    if (text !== undefined && !(await isMet(database, part, text))) unmet.push(part);
  }
  return unmet;
}

async function isMet(database: IndexDatabase, part: NamedPart, text: string): Promise<boolean> {
  const table = part === 'patient' ? 'patients' : 'names';
  const number = (await findNumbers(database, table, [text])).get(text);
  if (number === undefined) return false;
  const isMetAsSuch = LOOKUPS[part];
  return isMetAsSuch === undefined || (await isMetAsSuch(database, number)) !== undefined;
}

type Lookup = (database: IndexDatabase, number: number) => Promise<object | undefined>;

/** How a name is found in its part alone, without reading on. */
const LOOKUPS: Readonly<Partial<Record<NamedPart, Lookup>>> = {
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
      .selectFrom('shape_coordinates')
      .select('shape')
      .where('coordinate', '=', number)
      .limit(1)
      .executeTakeFirst(),
};
