import type { Policy } from '../../directives/policy/policy.ts';
import { compileRules } from '../../directives/policy/rules.ts';
import { conditionOf, type Condition } from './condition.ts';
import type { Element } from './elements.ts';
import {
  callerWith,
  kindOfEntitlement,
  nameOfEntitlement,
  policyEntitlement,
  roleEntitlement,
  scopeEntitlement,
  type Entitlement,
} from './entitlement.ts';
import { isShown, shown, type Shown } from './shown.ts';
import { smallestCaller } from './smallest-caller.ts';
import { countsFor, rolesOf, type ViewOptions } from './view-options.ts';

/** The views of one element, by role. */
export interface ElementVisibility {
  /**
   * Role → what a caller with this role alone sees of a patient that it reaches. The caller has every scope and policy that
   * the graph names.
   */
  readonly byRole: ReadonlyMap<string, Shown>;
  /** A smallest combination of entitlements that sees more than any single role; null if none exists. */
  readonly combination: {
    readonly entitlements: readonly Entitlement[];
    readonly shows: Shown;
  } | null;
  /** Whether a caller with every role, scope and policy sees it. */
  readonly isSeen: boolean;
}

/**
 * Evaluates a policy's rules, the same that the gateway enforces, for elements and callers. A caller reaches the
 * patient: of PHI that names no patient, only roles that reach all patients see something.
 */
export interface Viewer {
  readonly options: ViewOptions;
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
    const requirement = policy.requirements.get(element.at);
    const showTo = async (given: readonly Entitlement[]): Promise<Shown> =>
      shown(await rules.view(element.at, callerWith(given)), element, requirement);
    const counting = entitlements.filter(
      (each) =>
        kindOfEntitlement(each) !== 'role' || countsFor(nameOfEntitlement(each), element, options),
    );
    const shows = await showTo(counting);
    if (shows !== 'none' || counting.length === entitlements.length) return shows;
    return (await showTo(entitlements)) === 'none' ? 'none' : 'no patient';
  };
  const isSeen: Viewer['isSeen'] = async (element) =>
    isShown(await show(element, [...roles.map(roleEntitlement), ...scopesAndPolicies]));
  return {
    options,
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
        ? smallestCombination([...byRole.values()], (view) =>
            conditionOf(requirement, view, options, (role) => countsFor(role, element, options)),
          )
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
  alone: readonly Shown[],
  condition: (view: 'full' | 'deidentified') => Condition,
): readonly Entitlement[] | null {
  if (alone.includes('full')) return null;
  const full = smallestCaller(condition('full'));
  if (full || alone.some(isShown)) return full;
  return smallestCaller(condition('deidentified'));
}
