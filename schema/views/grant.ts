import type { RuleCaller } from '../../directives/policy/shield.ts';

/** A role, scope or policy of a caller, as one string. */
export type Grant = `${'role' | 'scope' | 'policy'}:${string}`;

/** A role as a grant. */
export function roleGrant(role: string): Grant {
  return `role:${role}`;
}

/** A scope as a grant. */
export function scopeGrant(scope: string): Grant {
  return `scope:${scope}`;
}

/** A policy as a grant. */
export function policyGrant(policy: string): Grant {
  return `policy:${policy}`;
}

/** A caller with exactly these grants. */
export function callerWith(grants: Iterable<Grant>): RuleCaller {
  const caller = { role: new Set<string>(), scope: new Set<string>(), policy: new Set<string>() };
  for (const grant of grants) caller[kindOfGrant(grant)].add(nameOfGrant(grant));
  return { roles: caller.role, scopes: caller.scope, policies: caller.policy };
}

/** A grant as text: a role by its name alone. */
export function grantText(grant: Grant): string {
  const kind = kindOfGrant(grant);
  return kind === 'role' ? nameOfGrant(grant) : `${kind} ${nameOfGrant(grant)}`;
}

/** What a grant is. */
export function kindOfGrant(grant: Grant): 'role' | 'scope' | 'policy' {
  if (grant.startsWith('role:')) return 'role';
  return grant.startsWith('scope:') ? 'scope' : 'policy';
}

/** The name of the role, scope or policy. */
export function nameOfGrant(grant: Grant): string {
  return grant.slice(grant.indexOf(':') + 1);
}
