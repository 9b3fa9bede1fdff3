import type { RequestContext } from '../../platform/request-context.ts';

/**
 * The caller as relationship sources get to know them: a JSON object. Two requests are the same question of
 * the same caller exactly where this text is the same.
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
