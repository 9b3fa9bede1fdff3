import type { RuleCaller } from '../../directives/policy/shield.ts';

/** One thing that a caller can have and a policy can ask for. */
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

/** Whoever has exactly these grants, as rules see them. */
export function callerWith(grants: Iterable<Grant>): RuleCaller {
  const caller = { role: new Set<string>(), scope: new Set<string>(), policy: new Set<string>() };
  for (const grant of grants) caller[kindOf(grant)].add(nameOf(grant));
  return { roles: caller.role, scopes: caller.scope, policies: caller.policy };
}

/** A grant for people: a role by its name alone. */
export function grantText(grant: Grant): string {
  const kind = kindOf(grant);
  return kind === 'role' ? nameOf(grant) : `${kind} ${nameOf(grant)}`;
}

function kindOf(grant: Grant): 'role' | 'scope' | 'policy' {
  if (grant.startsWith('role:')) return 'role';
  return grant.startsWith('scope:') ? 'scope' : 'policy';
}

function nameOf(grant: Grant): string {
  return grant.slice(grant.indexOf(':') + 1);
}
