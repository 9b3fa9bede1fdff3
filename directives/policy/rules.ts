import type { Coordinate } from '../coordinate.ts';
import { areMet } from '../marks/alternatives.ts';
import { hasAccessDirectives } from './access.ts';
import type { Access, Clause, Policy, Requirement, View } from './policy.ts';
import { and, holds, rule, type RuleCaller, type ShieldRule } from './shield.ts';

/** The operator's settings that rules depend on. */
export interface RuleOptions {
  /** Roles that see `@phi` without `@role`, in full. If empty, no caller sees it. */
  readonly defaultRoles: readonly string[];
  /** Whether callers see output fields without any mark. */
  readonly unmarked: 'allow' | 'deny';
}

/** The compiled rules of one policy. */
export interface RuleTable {
  /**
   * A caller's view of a coordinate: the first of `full` and `deidentified` whose rule resolves to exactly `true`, else
   * `none`. For an unmarked coordinate, the view that the setting `unmarked` gives. `directives/operation` asks only
   * about marked coordinates and applies that setting itself, to output fields.
   */
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
  const defaultRule = requirement.usesDefaultRoles
    ? [hasRole(`${coordinate} default roles`, defaultRoles)]
    : [];
  const access = hasAccessDirectives(requirement) ? accessRules(coordinate, requirement) : [];
  const ruleFor = (view: View, rolesOf: (clause: Clause) => readonly string[]) =>
    and([
      ...requirement.clauses.map((clause) => hasRole(`${clause.at} ${view}`, rolesOf(clause))),
      ...defaultRule,
      ...access,
    ]);
  return {
    full: ruleFor('full', (clause) => clause.anyOf),
    deidentified: ruleFor('deidentified', (clause) => [...clause.anyOf, ...clause.deidentified]),
  };
}

/**
 * The rules of access control directives. The first always holds, because unauthenticated requests are rejected before
 * rules run. It is the only rule of a field with nothing but `@authenticated`: without any rule, `and` denies.
 */
function accessRules(coordinate: Coordinate, { scopes, policies }: Access): ShieldRule[] {
  return [
    rule(`${coordinate} authenticated`, () => true),
    ...scopes.map((alternatives) =>
      rule(`${coordinate} scopes`, (caller) => areMet(alternatives, caller.scopes)),
    ),
    ...policies.map((alternatives) =>
      rule(`${coordinate} policies`, (caller) => areMet(alternatives, caller.policies)),
    ),
  ];
}

function hasRole(name: string, roles: readonly string[]): ShieldRule {
  return rule(name, (caller) => roles.some((role) => caller.roles.has(role)));
}

/**
 * The view of a coordinate without marks. `unmarked: deny` applies to output fields only, and not to introspection
 * fields, which can carry no marks. Input fields and enum values have coordinates like those of output fields.
 */
function unmarkedView(coordinate: Coordinate, policy: Policy, unmarked: 'allow' | 'deny'): View {
  if (unmarked === 'allow') return 'full';
  const typeAndField = /^([^.(]+)\.([^.(]+)$/.exec(coordinate);
  if (!typeAndField) return 'full';
  const [, type = '', field = ''] = typeAndField;
  if (type.startsWith('__') || field.startsWith('__')) return 'full';
  return policy.inputTypes.has(type) ? 'full' : 'none';
}
