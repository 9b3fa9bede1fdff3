import type { Alternatives } from '../../directives/marks/alternatives.ts';
import type { Requirement } from '../../directives/policy/policy.ts';
import type { RuleOptions } from '../../directives/policy/rules.ts';
import {
  policyEntitlement,
  roleEntitlement,
  scopeEntitlement,
  type Entitlement,
} from './entitlement.ts';

/**
 * An AND of ORs of entitlements: a caller must have at least one entitlement of each clause. A caller who meets it still
 * does with further entitlements.
 */
export type Condition = readonly (readonly Entitlement[])[];

/** The condition that every caller meets. */
export const ALWAYS: Condition = [];

/** The condition that no caller meets. */
export const NEVER: Condition = [[]];

/**
 * The condition for a view, equivalent to the rules of the policy. It is used only to search for callers; what a caller
 * sees always comes from the rules. `counts` says which roles count for the element.
 */
export function conditionOf(
  requirement: Requirement,
  view: 'full' | 'deidentified',
  { defaultRoles }: Pick<RuleOptions, 'defaultRoles'>,
  counts: (role: string) => boolean,
): Condition {
  const roles = requirement.clauses.map(({ anyOf, deidentified }) =>
    view === 'full' ? anyOf : [...anyOf, ...deidentified],
  );
  const roleClauses = requirement.usesDefaultRoles ? [...roles, defaultRoles] : roles;
  return allOf(
    roleClauses.map((clause) => clause.filter(counts).map(roleEntitlement)),
    ...requirement.scopes.map((sets) => oneOf(sets, scopeEntitlement)),
    ...requirement.policies.map((sets) => oneOf(sets, policyEntitlement)),
  );
}

/** Converts alternatives (an OR of ANDs) to a condition (an AND of ORs). */
function oneOf(sets: Alternatives, entitlementOf: (name: string) => Entitlement): Condition {
  // Without sets, nothing is required.
  if (sets.length === 0) return ALWAYS;
  // Each step computes `before OR (name AND name …)`: the name is added to every clause.
  return sets.reduce(
    (before, names) =>
      simplify(before.flatMap((clause) => names.map((name) => [...clause, entitlementOf(name)]))),
    NEVER,
  );
}

/** Whether a caller meets a condition. */
export function meets(entitlements: ReadonlySet<Entitlement>, condition: Condition): boolean {
  return condition.every((clause) => clause.some((entitlement) => entitlements.has(entitlement)));
}

/** The AND of several conditions. */
export function allOf(...conditions: readonly Condition[]): Condition {
  return simplify(conditions.flat());
}

/** A condition for callers without some entitlements. */
export function without(condition: Condition, entitlements: readonly Entitlement[]): Condition {
  return simplify(
    condition.map((clause) => clause.filter((entitlement) => !entitlements.includes(entitlement))),
  );
}

/** Removes clauses that another clause implies; an interface repeats those of its implementers. */
function simplify(condition: Condition): Condition {
  const clauses = condition.map((clause) => [...new Set(clause)].toSorted());
  const unique = [...new Map(clauses.map((clause) => [JSON.stringify(clause), clause])).values()];
  return unique.filter(
    (clause) =>
      !unique.some(
        (other) => other !== clause && other.every((entitlement) => clause.includes(entitlement)),
      ),
  );
}
