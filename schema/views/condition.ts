import type { Alternatives } from '../../directives/marks/alternatives.ts';
import type { Requirement } from '../../directives/policy/policy.ts';
import type { RuleOptions } from '../../directives/policy/rules.ts';
import { policyGrant, roleGrant, scopeGrant, type Grant } from './grant.ts';

/**
 * What a caller has to meet: of each clause at least one grant. Without clauses everybody meets it; a clause
 * without grants nobody meets. Who has more never meets less.
 */
export type Condition = readonly (readonly Grant[])[];

/** What everybody meets. */
export const EVERYBODY: Condition = [];

/** What nobody meets. */
export const NOBODY: Condition = [[]];

/**
 * The condition behind a view, as the rules of a policy ask for it. It serves to search among callers only:
 * what a caller is said to see comes from the rules themselves.
 */
export function conditionOf(
  requirement: Requirement,
  view: 'full' | 'deidentified',
  { defaultRoles }: Pick<RuleOptions, 'defaultRoles'>,
): Condition {
  const roles = requirement.clauses.map(({ anyOf, deidentified }) =>
    view === 'full' ? anyOf : [...anyOf, ...deidentified],
  );
  const all = requirement.defaultRoles ? [...roles, defaultRoles] : roles;
  return allOf(
    all.map((clause) => clause.map(roleGrant)),
    ...requirement.scopes.map((sets) => oneOf(sets, scopeGrant)),
    ...requirement.policies.map((sets) => oneOf(sets, policyGrant)),
  );
}

/** Sets of names of which one has to be held whole, as clauses: one of each set in all ways. */
function oneOf(sets: Alternatives, grantOf: (name: string) => Grant): Condition {
  const first: Condition = [[]];
  const clauses = sets.reduce(
    (before, names) =>
      simplify(before.flatMap((clause) => names.map((name) => [...clause, grantOf(name)]))),
    first,
  );
  return sets.length === 0 ? EVERYBODY : clauses;
}

/** Whether a caller meets a condition. */
export function meets(grants: ReadonlySet<Grant>, condition: Condition): boolean {
  return condition.every((clause) => clause.some((grant) => grants.has(grant)));
}

/** What meets several conditions at once. */
export function allOf(...conditions: readonly Condition[]): Condition {
  return simplify(conditions.flat());
}

/** A condition for whoever lacks some grants. */
export function without(condition: Condition, grants: readonly Grant[]): Condition {
  return simplify(condition.map((clause) => clause.filter((grant) => !grants.includes(grant))));
}

/** Leaves out clauses that another one implies: an interface repeats those of its implementers. */
function simplify(condition: Condition): Condition {
  const clauses = condition.map((clause) => [...new Set(clause)].toSorted());
  const unique = [...new Map(clauses.map((clause) => [JSON.stringify(clause), clause])).values()];
  return unique.filter(
    (clause) =>
      !unique.some((other) => other !== clause && other.every((grant) => clause.includes(grant))),
  );
}
