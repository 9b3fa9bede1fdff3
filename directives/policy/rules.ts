import type { Coordinate } from '../coordinate.ts';
import { areMet } from '../marks/alternatives.ts';
import { hasAccessDirectives } from './access.ts';
import type { Access, Clause, Policy, Requirement, View } from './policy.ts';
import { and, holds, rule, type RuleCaller, type ShieldRule } from './shield.ts';

/** Settings of the operator that rules depend on. */
export interface RuleOptions {
  /** Roles that see `@phi` without `@role`, in full. If empty, no caller sees it. */
  readonly defaultRoles: readonly string[];
  /** Whether callers see output fields without any mark. */
  readonly unmarked: 'allow' | 'deny';
}

/** The compiled rules of one policy. */
export interface RuleTable {
  /** A caller's view of a coordinate: the first of `full` and `deidentified` whose rule resolves to exactly `true`, else `none`. */
  readonly view: (coordinate: Coordinate, caller: RuleCaller) => Promise<View>;
}

/** The two graphql-shield rules of one coordinate. */
interface RulePair {
  readonly full: ShieldRule;
  readonly deidentified: ShieldRule;
}

/** Compiles every requirement of a policy to two graphql-shield rules. These rules alone decide views. */
export function compileRules(policy: Policy, options: RuleOptions): RuleTable {
  const pairs = new Map<Coordinate, RulePair>();
  for (const [coordinate, requirement] of policy.requirements) {
    pairs.set(coordinate, compilePair(coordinate, requirement, options.defaultRoles));
  }
  return {
    view: async (coordinate, caller) => {
      const pair = pairs.get(coordinate);
      if (!pair) return unmarkedView(coordinate, policy, options.unmarked);
      if (await holds(pair.full, caller)) return 'full';
      return (await holds(pair.deidentified, caller)) ? 'deidentified' : 'none';
    },
  };
}

function compilePair(
  coordinate: Coordinate,
  requirement: Requirement,
  defaultRoles: readonly string[],
): RulePair {
  const byDefault = requirement.usesDefaultRoles
    ? [hasRole(`${coordinate} default roles`, defaultRoles)]
    : [];
  const access = hasAccessDirectives(requirement) ? accessRules(coordinate, requirement) : [];
  const each = (view: View, rolesOf: (clause: Clause) => readonly string[]) =>
    and([
      ...requirement.clauses.map((clause) => hasRole(`${clause.at} ${view}`, rolesOf(clause))),
      ...byDefault,
      ...access,
    ]);
  return {
    full: each('full', (clause) => clause.anyOf),
    deidentified: each('deidentified', (clause) => [...clause.anyOf, ...clause.deidentified]),
  };
}

/** `@authenticated` always holds here: unauthenticated requests are rejected before rules run. */
function accessRules(coordinate: Coordinate, { scopes, policies }: Access): ShieldRule[] {
  return [
    rule(`${coordinate} authenticated`, () => true),
    ...scopes.map((sets) => rule(`${coordinate} scopes`, (caller) => areMet(sets, caller.scopes))),
    ...policies.map((sets) =>
      rule(`${coordinate} policies`, (caller) => areMet(sets, caller.policies)),
    ),
  ];
}

function hasRole(name: string, roles: readonly string[]): ShieldRule {
  return rule(name, (caller) => roles.some((role) => caller.roles.has(role)));
}

/** `unmarked: deny` applies to output fields only, and not to introspection fields, which can carry no marks. */
function unmarkedView(coordinate: Coordinate, policy: Policy, unmarked: 'allow' | 'deny'): View {
  if (unmarked === 'allow') return 'full';
  const member = /^([^.(]+)\.([^.(]+)$/.exec(coordinate);
  if (!member) return 'full';
  const [, type = '', field = ''] = member;
  if (type.startsWith('__') || field.startsWith('__')) return 'full';
  return policy.inputTypes.has(type) ? 'full' : 'none';
}
