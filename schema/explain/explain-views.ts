import type { Policy } from '../../directives/policy/policy.ts';
import { roleEntitlement } from '../views/entitlement.ts';
import { createViewer } from '../views/element-visibility.ts';
import type { ViewOptions } from '../views/view-options.ts';
import type { Explanation } from './explain.ts';
import type { ExplainedViews } from './print-explanation.ts';

/**
 * The views of an explained coordinate: for each role alone, or for one caller with the given roles. They come from the
 * rules that the gateway enforces. Elements that clients can't use have no views.
 */
export async function explainViews(
  { element }: Pick<Explanation, 'element'>,
  policy: Policy,
  { options, roles }: { readonly options: ViewOptions; readonly roles: readonly string[] },
): Promise<ExplainedViews> {
  const { defaultRoles, mode } = options;
  const settings = { combination: null, defaultRoles, isDryRun: mode === 'dry-run' };
  if (!element) return { callers: [], ...settings };
  const viewer = createViewer(policy, options);
  if (roles.length > 0) {
    const reach = options.reach && reachOfAll(roles, options.reach);
    return {
      callers: [
        {
          roles,
          shows: await viewer.show(element, [
            ...roles.map(roleEntitlement),
            ...viewer.scopesAndPolicies,
          ]),
          reach,
        },
      ],
      ...settings,
    };
  }
  const { byRole, combination } = await viewer.visibility(element);
  const callers = [...byRole].map(([role, shows]) => ({
    roles: [role],
    shows,
    reach: options.reach && (options.reach.get(role) ?? 'no patient'),
  }));
  return { callers, ...settings, combination };
}

function reachOfAll(roles: readonly string[], reach: ReadonlyMap<string, string>): string {
  return [...new Set(roles.map((role) => reach.get(role) ?? 'no patient'))].join(', ');
}
