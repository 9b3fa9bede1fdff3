/**
 * Sets of names of which one has to be held whole: an OR of ANDs, as `@requiresScopes` and `@policy` write
 * it. No set at all asks for nothing.
 * https://www.apollographql.com/docs/graphos/routing/security/authorization#combining-required-scopes-with-andor-logic
 */
export type Alternatives = readonly (readonly string[])[];

/**
 * The one form of all alternatives that ask for the same: names and sets sorted, none twice, and no set that
 * holds all of another one. An empty set is always held, so beside it nothing is asked.
 */
export function minimal(sets: Alternatives): Alternatives {
  const distinct = new Map<string, readonly string[]>();
  for (const set of sets) {
    const names = [...new Set(set)].toSorted();
    distinct.set(JSON.stringify(names), names);
  }
  const all = [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, names]) => names);
  if (all.some((names) => names.length === 0)) return [];
  return all.filter((names) => !all.some((other) => other !== names && holds(names, other)));
}

/** What all of some alternatives ask for together, in its minimal form. */
export function conjunction(all: readonly Alternatives[]): Alternatives {
  return all.reduce<Alternatives>((before, next) => {
    const [left, right] = [orNothing(before), orNothing(next)];
    return minimal(left.flatMap((one) => right.map((other) => [...one, ...other])));
  }, []);
}

/** Whether whoever holds what `one` asks for holds what `other` asks for. */
export function implies(one: Alternatives, other: Alternatives): boolean {
  return orNothing(one).every((names) => orNothing(other).some((needed) => holds(names, needed)));
}

/** Whether somebody who holds these names has one of the sets whole. */
export function areMet(sets: Alternatives, held: ReadonlySet<string>): boolean {
  return orNothing(sets).some((names) => names.every((name) => held.has(name)));
}

function holds(names: readonly string[], needed: readonly string[]): boolean {
  return needed.every((name) => names.includes(name));
}

function orNothing(sets: Alternatives): Alternatives {
  return sets.length === 0 ? [[]] : sets;
}
