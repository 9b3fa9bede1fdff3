/**
 * Parses an answer about people: a list of objects that name a person under `identity` and hold a text or null under
 * each key. Null for anything else, and for a person with two different entries: a misread fact could hide a
 * finding. People who were not requested are left out.
 */
export function parsePeople(
  answer: unknown,
  {
    identity,
    facts,
    asked,
  }: {
    readonly identity: string;
    readonly facts: readonly string[];
    readonly asked: ReadonlySet<string>;
  },
): ReadonlyMap<string, ReadonlyMap<string, string | null>> | null {
  if (!Array.isArray(answer)) return null;
  const people = new Map<string, ReadonlyMap<string, string | null>>();
  for (const item of answer as readonly unknown[]) {
    if (typeof item !== 'object' || item === null) return null;
    const entry = new Map<string, unknown>(Object.entries(item));
    const who = entry.get(identity);
    const known = new Map<string, string | null>();
    for (const fact of facts) {
      const value = entry.get(fact);
      if (value !== null && typeof value !== 'string') return null;
      known.set(fact, value);
    }
    if (typeof who !== 'string') return null;
    const other = people.get(who);
    if (other !== undefined && facts.some((fact) => other.get(fact) !== known.get(fact))) {
      return null;
    }
    if (asked.has(who)) people.set(who, known);
  }
  return people;
}
