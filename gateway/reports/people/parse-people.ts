/** Id → key → value. */
export type KnownPeople = ReadonlyMap<string, ReadonlyMap<string, string | null>>;

/**
 * Parses a list of people: objects, each with an id under `identity` and a text or null under each key. Null for any
 * other form, since ignoring a bad value could hide unusual access. Also null if one person is listed twice with
 * different values. Leaves out people who were not requested; without `requested`, all people are kept.
 */
export function parsePeople(
  response: unknown,
  {
    identity,
    keys,
    requested,
  }: {
    readonly identity: string;
    readonly keys: readonly string[];
    readonly requested: ReadonlySet<string> | null;
  },
): KnownPeople | null {
  if (!Array.isArray(response)) return null;
  const people = new Map<string, ReadonlyMap<string, string | null>>();
  for (const item of response as readonly unknown[]) {
    if (typeof item !== 'object' || item === null) return null;
    const entry = new Map<string, unknown>(Object.entries(item));
    const id = entry.get(identity);
    const known = new Map<string, string | null>();
    for (const key of keys) {
      const value = entry.get(key);
      if (value !== null && typeof value !== 'string') return null;
      known.set(key, value);
    }
    if (typeof id !== 'string') return null;
    const other = people.get(id);
    if (other !== undefined && keys.some((key) => other.get(key) !== known.get(key))) {
      return null;
    }
    if (requested?.has(id) !== false) people.set(id, known);
  }
  return people;
}
