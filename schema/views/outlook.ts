import type { Policy, Requirement } from '../../directives/policy/policy.ts';
import { compileRules } from '../../directives/policy/rules.ts';
import { conditionOf } from './condition.ts';
import type { Element } from './elements.ts';
import { callerWith, policyGrant, roleGrant, scopeGrant, type Grant } from './grant.ts';
import { isShown, shown, type Shown } from './shown.ts';
import { smallestCaller } from './smallest-caller.ts';
import { rolesOf, type ViewOptions } from './view-options.ts';

/** Who sees what of one element. */
export interface Outlook {
  /** What a caller with this role alone gets, given every scope and policy that the graph names. */
  readonly byRole: ReadonlyMap<string, Shown>;
  /** The fewest grants that see more than any role alone; null where no combination does. */
  readonly combination: { readonly grants: readonly Grant[]; readonly shows: Shown } | null;
  /** Whether anybody at all can see it. */
  readonly isSeen: boolean;
}

/** Looks at a policy's elements by the very rules that a gateway asks. */
export interface Viewer {
  readonly roles: readonly string[];
  /** Every scope and policy that the graph names. */
  readonly others: readonly Grant[];
  /** What a caller with exactly these grants gets. */
  readonly show: (element: Element, grants: readonly Grant[]) => Promise<Shown>;
  /** Whether anybody at all sees it, whatever they combine. */
  readonly isSeen: (element: Element) => Promise<boolean>;
  readonly outlook: (element: Element) => Promise<Outlook>;
}

/** Compiles the rules once, for any number of elements. */
export function createViewer(policy: Policy, options: ViewOptions): Viewer {
  const rules = compileRules(policy, options);
  const roles = rolesOf(policy, options);
  const others = [...policy.scopes.map(scopeGrant), ...policy.policies.map(policyGrant)];
  const show: Viewer['show'] = async (element, grants) => {
    const view = await rules.view(element.at, callerWith(grants));
    return shown(view, element, policy.requirements.get(element.at));
  };
  const isSeen: Viewer['isSeen'] = async (element) =>
    isShown(await show(element, [...roles.map(roleGrant), ...others]));
  return {
    roles,
    others,
    show,
    isSeen,
    outlook: async (element) => {
      const byRole = new Map<string, Shown>();
      for (const role of roles) {
        byRole.set(role, await show(element, [roleGrant(role), ...others]));
      }
      const requirement = policy.requirements.get(element.at);
      const most = requirement ? mostOf(requirement, [...byRole.values()], options) : null;
      const combination = most && { grants: most, shows: await show(element, most) };
      return {
        byRole,
        combination: combination && isShown(combination.shows) ? combination : null,
        isSeen: await isSeen(element),
      };
    },
  };
}

/** The fewest grants that could see more than roles do alone; null where a role alone sees everything. */
function mostOf(
  requirement: Requirement,
  alone: readonly Shown[],
  options: ViewOptions,
): readonly Grant[] | null {
  if (alone.includes('full')) return null;
  const full = smallestCaller(conditionOf(requirement, 'full', options));
  if (full || alone.some(isShown)) return full;
  return smallestCaller(conditionOf(requirement, 'deidentified', options));
}
