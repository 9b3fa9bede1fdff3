import type { Alternatives } from '../../directives/marks/alternatives.ts';
import type { Requirement } from '../../directives/policy/policy.ts';
import type { RuleOptions } from '../../directives/policy/rules.ts';
import { policyGrant, roleGrant, scopeGrant, type Grant } from './grant.ts';

/**
 * An AND of ORs of grants: a caller must have at least one grant of each clause. A caller who meets it still does with
 * further grants.
 */
export type Condition = readonly (readonly Grant[])[];

/** The condition that every caller meets. */
export const ALWAYS: Condition = [];

/** The condition that no caller meets. */
export const NEVER: Condition = [[]];

/**
 * The condition for a view, equivalent to the rules of the policy. It is used only to search for callers; what a caller
 * sees always comes from the rules.
 */
export function conditionOf(
  requirement: Requirement,
  view: 'full' | 'deidentified',
  { defaultRoles }: Pick<RuleOptions, 'defaultRoles'>,
): Condition {
  const roles = requirement.clauses.map(({ anyOf, deidentified }) =>
    view === 'full' ? anyOf : [...anyOf, ...deidentified],
  );
  const roleClauses = requirement.usesDefaultRoles ? [...roles, defaultRoles] : roles;
  return allOf(
    roleClauses.map((clause) => clause.map(roleGrant)),
    ...requirement.scopes.map((sets) => oneOf(sets, scopeGrant)),
    ...requirement.policies.map((sets) => oneOf(sets, policyGrant)),
  );
}

/** Converts alternatives (an OR of ANDs) to a condition (an AND of ORs). */
function oneOf(sets: Alternatives, grantOf: (name: string) => Grant): Condition {
  // Without sets, nothing is required.
  if (sets.length === 0) return ALWAYS;
  // Each step computes `before OR (name AND name …)`: the name is added to every clause.
  return sets.reduce(
    (before, names) =>
      simplify(before.flatMap((clause) => names.map((name) => [...clause, grantOf(name)]))),
    NEVER,
  );
}

/** Whether a caller meets a condition. */
export function meets(grants: ReadonlySet<Grant>, condition: Condition): boolean {
  return condition.every((clause) => clause.some((grant) => grants.has(grant)));
}

/** The AND of several conditions. */
export function allOf(...conditions: readonly Condition[]): Condition {
  return simplify(conditions.flat());
}

/** A condition for callers without some grants. */
export function without(condition: Condition, grants: readonly Grant[]): Condition {
  return simplify(condition.map((clause) => clause.filter((grant) => !grants.includes(grant))));
}

/** Removes clauses that another clause implies; an interface repeats those of its implementers. */
function simplify(condition: Condition): Condition {
  const clauses = condition.map((clause) => [...new Set(clause)].toSorted());
  const unique = [...new Map(clauses.map((clause) => [JSON.stringify(clause), clause])).values()];
  return unique.filter(
    (clause) =>
      !unique.some((other) => other !== clause && other.every((grant) => clause.includes(grant))),
  );
}
