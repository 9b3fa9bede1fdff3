import type { Policy } from '../../directives/policy/policy.ts';
import { roleGrant } from '../views/grant.ts';
import { createViewer } from '../views/outlook.ts';
import type { ViewOptions } from '../views/view-options.ts';
import type { Explanation } from './explain.ts';
import type { ExplainedViews } from './print-explanation.ts';

/**
 * What callers get of an explained coordinate: each role by itself, or one caller with the given roles. The
 * views are those of the rules that a gateway asks. Of what no client can ask for there are none.
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
          shows: await viewer.show(element, [...roles.map(roleGrant), ...viewer.others]),
          reach,
        },
      ],
      ...settings,
    };
  }
  const { byRole, combination } = await viewer.outlook(element);
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
