import type { Policy, Requirement } from '../../directives/policy/policy.ts';
import { compileRules } from '../../directives/policy/rules.ts';
import { conditionOf } from './condition.ts';
import type { Element } from './elements.ts';
import {
  callerWith,
  policyEntitlement,
  roleEntitlement,
  scopeEntitlement,
  type Entitlement,
} from './entitlement.ts';
import { isShown, shown, type Shown } from './shown.ts';
import { smallestCaller } from './smallest-caller.ts';
import { rolesOf, type ViewOptions } from './view-options.ts';

/** The views of one element, by role. */
export interface ElementVisibility {
  /** Role → what a caller with this role alone sees. The caller has every scope and policy that the graph names. */
  readonly byRole: ReadonlyMap<string, Shown>;
  /** A smallest combination of entitlements that sees more than any single role; null if none exists. */
  readonly combination: {
    readonly entitlements: readonly Entitlement[];
    readonly shows: Shown;
  } | null;
  /** Whether a caller with every role, scope and policy sees it. */
  readonly isSeen: boolean;
}

/** Evaluates a policy's rules, the same that the gateway enforces, for elements and callers. */
export interface Viewer {
  readonly roles: readonly string[];
  /** Every scope and policy that the graph names. */
  readonly scopesAndPolicies: readonly Entitlement[];
  /** What a caller with exactly these entitlements sees. */
  readonly show: (element: Element, entitlements: readonly Entitlement[]) => Promise<Shown>;
  /** Whether a caller with every role, scope and policy sees it. */
  readonly isSeen: (element: Element) => Promise<boolean>;
  readonly visibility: (element: Element) => Promise<ElementVisibility>;
}

/** Creates a viewer. It compiles the rules once. */
export function createViewer(policy: Policy, options: ViewOptions): Viewer {
  const rules = compileRules(policy, options);
  const roles = rolesOf(policy, options);
  const scopesAndPolicies = [
    ...policy.scopes.map(scopeEntitlement),
    ...policy.policies.map(policyEntitlement),
  ];
  const show: Viewer['show'] = async (element, entitlements) => {
    const view = await rules.view(element.at, callerWith(entitlements));
    return shown(view, element, policy.requirements.get(element.at));
  };
  const isSeen: Viewer['isSeen'] = async (element) =>
    isShown(await show(element, [...roles.map(roleEntitlement), ...scopesAndPolicies]));
  return {
    roles,
    scopesAndPolicies,
    show,
    isSeen,
    visibility: async (element) => {
      const byRole = new Map<string, Shown>();
      for (const role of roles) {
        byRole.set(role, await show(element, [roleEntitlement(role), ...scopesAndPolicies]));
      }
      const requirement = policy.requirements.get(element.at);
      const combined = requirement
        ? smallestCombination(requirement, [...byRole.values()], options)
        : null;
      const combination = combined && {
        entitlements: combined,
        shows: await show(element, combined),
      };
      return {
        byRole,
        combination: combination && isShown(combination.shows) ? combination : null,
        isSeen: await isSeen(element),
      };
    },
  };
}

/** A smallest set of entitlements that could see more than any single role; null if a single role sees everything. */
function smallestCombination(
  requirement: Requirement,
  alone: readonly Shown[],
  options: ViewOptions,
): readonly Entitlement[] | null {
  if (alone.includes('full')) return null;
  const full = smallestCaller(conditionOf(requirement, 'full', options));
  if (full || alone.some(isShown)) return full;
  return smallestCaller(conditionOf(requirement, 'deidentified', options));
}
