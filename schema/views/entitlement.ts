import type { RuleCaller } from '../../directives/policy/shield.ts';

/** A role, scope or policy of a caller, as one string. */
export type Entitlement = `${'role' | 'scope' | 'policy'}:${string}`;

/** A role as an entitlement. */
export function roleEntitlement(role: string): Entitlement {
  return `role:${role}`;
}

/** A scope as an entitlement. */
export function scopeEntitlement(scope: string): Entitlement {
  return `scope:${scope}`;
}

/** A policy as an entitlement. */
export function policyEntitlement(policy: string): Entitlement {
  return `policy:${policy}`;
}

/** A caller with exactly these entitlements. */
export function callerWith(entitlements: Iterable<Entitlement>): RuleCaller {
  const caller = { role: new Set<string>(), scope: new Set<string>(), policy: new Set<string>() };
  for (const entitlement of entitlements)
    caller[kindOfEntitlement(entitlement)].add(nameOfEntitlement(entitlement));
  return { roles: caller.role, scopes: caller.scope, policies: caller.policy };
}

/** An entitlement as text: a role by its name alone. */
export function entitlementText(entitlement: Entitlement): string {
  const kind = kindOfEntitlement(entitlement);
  return kind === 'role'
    ? nameOfEntitlement(entitlement)
    : `${kind} ${nameOfEntitlement(entitlement)}`;
}

/** What an entitlement is. */
export function kindOfEntitlement(entitlement: Entitlement): 'role' | 'scope' | 'policy' {
  if (entitlement.startsWith('role:')) return 'role';
  return entitlement.startsWith('scope:') ? 'scope' : 'policy';
}

/** The name of the role, scope or policy. */
export function nameOfEntitlement(entitlement: Entitlement): string {
  return entitlement.slice(entitlement.indexOf(':') + 1);
}
