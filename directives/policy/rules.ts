import type { Coordinate } from '../coordinate.ts';
import { areMet } from '../marks/alternatives.ts';
import { isProtected } from './access.ts';
import type { Access, Clause, Policy, Requirement, View } from './policy.ts';
import { and, holds, rule, type RuleCaller, type ShieldRule } from './shield.ts';

/** What a policy leaves to the operator. */
export interface RuleOptions {
  /** Roles that see, in full, what is `@phi` without any `@role`; none: nobody does. */
  readonly defaultRoles: readonly string[];
  /** What a field without any mark is to a caller. */
  readonly unmarked: 'allow' | 'deny';
}

/** The rules of one policy. */
export interface RuleTable {
  /**
   * What a caller gets of a coordinate: the first of `full` and `deidentified` whose rule answers exactly
   * `true`, else `none`.
   */
  readonly view: (coordinate: Coordinate, caller: RuleCaller) => Promise<View>;
}

/** The two graphql-shield rules of one coordinate. */
interface RulePair {
  readonly full: ShieldRule;
  readonly deidentified: ShieldRule;
}

/** Compiles every requirement of a policy to two graphql-shield rules; they decide, and nothing else does. */
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
  const standIn = requirement.defaultRoles
    ? [hasRole(`${coordinate} default roles`, defaultRoles)]
    : [];
  const access = isProtected(requirement) ? accessRules(coordinate, requirement) : [];
  const each = (view: View, rolesOf: (clause: Clause) => readonly string[]) =>
    and([
      ...requirement.clauses.map((clause) => hasRole(`${clause.at} ${view}`, rolesOf(clause))),
      ...standIn,
      ...access,
    ]);
  return {
    full: each('full', (clause) => clause.anyOf),
    deidentified: each('deidentified', (clause) => [...clause.anyOf, ...clause.deidentified]),
  };
}

/** Every caller is authenticated: without that, nobody gets as far as a rule. */
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

/** Only output fields can be closed for lack of a mark; introspection has none to carry. */
function unmarkedView(coordinate: Coordinate, policy: Policy, unmarked: 'allow' | 'deny'): View {
  if (unmarked === 'allow') return 'full';
  const member = /^([^.(]+)\.([^.(]+)$/.exec(coordinate);
  if (!member) return 'full';
  const [, type = '', field = ''] = member;
  if (type.startsWith('__') || field.startsWith('__')) return 'full';
  return policy.inputTypes.has(type) ? 'full' : 'none';
}
