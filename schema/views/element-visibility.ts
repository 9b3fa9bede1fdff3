import type { Policy, Requirement } from '../../directives/policy/policy.ts';
import { compileRules } from '../../directives/policy/rules.ts';
import { conditionOf } from './condition.ts';
import type { Element } from './elements.ts';
import { callerWith, policyGrant, roleGrant, scopeGrant, type Grant } from './grant.ts';
import { isShown, shown, type Shown } from './shown.ts';
import { smallestCaller } from './smallest-caller.ts';
import { rolesOf, type ViewOptions } from './view-options.ts';

/** The views of one element, by role. */
export interface ElementVisibility {
  /** Role → what a caller with this role alone sees. The caller has every scope and policy that the graph names. */
  readonly byRole: ReadonlyMap<string, Shown>;
  /** A smallest combination of grants that sees more than any single role; null if none exists. */
  readonly combination: { readonly grants: readonly Grant[]; readonly shows: Shown } | null;
  /** Whether a caller with every role, scope and policy sees it. */
  readonly isSeen: boolean;
}

/** Evaluates a policy's rules, the same that the gateway enforces, for elements and callers. */
export interface Viewer {
  readonly roles: readonly string[];
  /** Every scope and policy that the graph names. */
  readonly scopesAndPolicies: readonly Grant[];
  /** What a caller with exactly these grants sees. */
  readonly show: (element: Element, grants: readonly Grant[]) => Promise<Shown>;
  /** Whether a caller with every role, scope and policy sees it. */
  readonly isSeen: (element: Element) => Promise<boolean>;
  readonly visibility: (element: Element) => Promise<ElementVisibility>;
}

/** Creates a viewer. It compiles the rules once. */
export function createViewer(policy: Policy, options: ViewOptions): Viewer {
  const rules = compileRules(policy, options);
  const roles = rolesOf(policy, options);
  const scopesAndPolicies = [...policy.scopes.map(scopeGrant), ...policy.policies.map(policyGrant)];
  const show: Viewer['show'] = async (element, grants) => {
    const view = await rules.view(element.at, callerWith(grants));
    return shown(view, element, policy.requirements.get(element.at));
  };
  const isSeen: Viewer['isSeen'] = async (element) =>
    isShown(await show(element, [...roles.map(roleGrant), ...scopesAndPolicies]));
  return {
    roles,
    scopesAndPolicies,
    show,
    isSeen,
    visibility: async (element) => {
      const byRole = new Map<string, Shown>();
      for (const role of roles) {
        byRole.set(role, await show(element, [roleGrant(role), ...scopesAndPolicies]));
      }
      const requirement = policy.requirements.get(element.at);
      const combined = requirement
        ? smallestCombination(requirement, [...byRole.values()], options)
        : null;
      const combination = combined && { grants: combined, shows: await show(element, combined) };
      return {
        byRole,
        combination: combination && isShown(combination.shows) ? combination : null,
        isSeen: await isSeen(element),
      };
    },
  };
}

/** A smallest set of grants that could see more than any single role; null if a single role sees everything. */
function smallestCombination(
  requirement: Requirement,
  alone: readonly Shown[],
  options: ViewOptions,
): readonly Grant[] | null {
  if (alone.includes('full')) return null;
  const full = smallestCaller(conditionOf(requirement, 'full', options));
  if (full || alone.some(isShown)) return full;
  return smallestCaller(conditionOf(requirement, 'deidentified', options));
}
