/**
 * An OR of ANDs of scopes or policies, as in `@requiresScopes` and `@policy`: a caller must hold all names of one set.
 * `[["a", "b"], ["c"]]` is (a and b) or c. Without sets, nothing is required.
 * https://www.apollographql.com/docs/graphos/routing/security/authorization#combining-required-scopes-with-andor-logic
 */
export type Alternatives = readonly (readonly string[])[];

/**
 * The canonical form of alternatives: names and sets sorted and unique, without sets that contain another set. `[["c"],
 * ["b", "a"], ["c", "d"]]` becomes `[["a", "b"], ["c"]]`. Every caller holds all names of an empty set, so `[[], ["a"]]` becomes `[]`: nothing is
 * required.
 */
export function minimal(sets: Alternatives): Alternatives {
  const distinct = new Map<string, readonly string[]>();
  for (const set of sets) {
    const names = [...new Set(set)].toSorted();
    distinct.set(JSON.stringify(names), names);
  }
  const all = [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, names]) => names);
  if (all.some((names) => names.length === 0)) return [];
  return all.filter((names) => !all.some((other) => other !== names && includesAll(names, other)));
}

/**
 * The AND of several alternatives, in canonical form. `[["a"]]` and `[["b"], ["c"]]` give `[["a", "b"], ["a", "c"]]`.
 */
export function conjunction(all: readonly Alternatives[]): Alternatives {
  return all.reduce<Alternatives>((before, next) => {
    const [left, right] = [withEmptySet(before), withEmptySet(next)];
    return minimal(left.flatMap((one) => right.map((other) => [...one, ...other])));
  }, []);
}

/** Whether every caller who meets `one` meets `other`, as with `[["a", "b"]]` and `[["a"]]`. */
export function implies(one: Alternatives, other: Alternatives): boolean {
  return withEmptySet(one).every((names) =>
    withEmptySet(other).some((needed) => includesAll(names, needed)),
  );
}

/** Whether a caller who holds these names has all names of one set. */
export function areMet(sets: Alternatives, held: ReadonlySet<string>): boolean {
  return withEmptySet(sets).some((names) => names.every((name) => held.has(name)));
}

function includesAll(names: readonly string[], needed: readonly string[]): boolean {
  return needed.every((name) => names.includes(name));
}

/** Writes "nothing is required" as one set without names, so that AND and comparison need no special case. */
function withEmptySet(sets: Alternatives): Alternatives {
  return sets.length === 0 ? [[]] : sets;
}
