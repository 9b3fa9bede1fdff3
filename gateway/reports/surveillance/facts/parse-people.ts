/**
 * Parses a response with facts about people: a list of objects, each with an id under `identity` and a text or null
 * under each fact. Null for any other form, since ignoring a bad value could hide unusual access. Also null if one
 * person is listed twice with different facts. Leaves out people who were not requested.
 */
export function parsePeople(
  response: unknown,
  {
    identity,
    facts,
    requested,
  }: {
    readonly identity: string;
    readonly facts: readonly string[];
    readonly requested: ReadonlySet<string>;
  },
): ReadonlyMap<string, ReadonlyMap<string, string | null>> | null {
  if (!Array.isArray(response)) return null;
  const people = new Map<string, ReadonlyMap<string, string | null>>();
  for (const item of response as readonly unknown[]) {
    if (typeof item !== 'object' || item === null) return null;
    const entry = new Map<string, unknown>(Object.entries(item));
    const id = entry.get(identity);
    const known = new Map<string, string | null>();
    for (const fact of facts) {
      const value = entry.get(fact);
      if (value !== null && typeof value !== 'string') return null;
      known.set(fact, value);
    }
    if (typeof id !== 'string') return null;
    const other = people.get(id);
    if (other !== undefined && facts.some((fact) => other.get(fact) !== known.get(fact))) {
      return null;
    }
    if (requested.has(id)) people.set(id, known);
  }
  return people;
}
