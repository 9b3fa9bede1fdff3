import type { RequestContext } from '../../platform/request-context.ts';

/**
 * Describes the caller to relationship and policy sources, as a JSON object. Equal texts mean the same caller with the
 * same claims, so the text is a cache key.
 */
export function describeCaller({ caller, purpose }: RequestContext): string {
  return JSON.stringify({
    issuer: caller.issuer,
    subject: caller.subject,
    roles: caller.roles,
    purpose,
    client: caller.clientId,
    claims: Object.fromEntries(caller.claims),
  });
}
