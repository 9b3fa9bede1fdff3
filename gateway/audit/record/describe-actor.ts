import type { RequestContext } from '../../platform/request-context.ts';
import type { AuditRecord } from './record.ts';

/** The actor, client and purpose in the records of a request. */
export function describeActor({
  caller,
  purpose,
}: Pick<RequestContext, 'caller' | 'purpose'>): Pick<AuditRecord, 'actor' | 'client'> {
  return {
    actor: {
      issuer: caller.issuer,
      subject: caller.subject,
      name: caller.name,
      roles: caller.roles,
      organization: caller.organization,
      purpose,
      tokenId: caller.tokenId,
      authMethods: caller.authMethods,
      ...(caller.smart !== null && { scopes: caller.smart.scopes }),
    },
    client: {
      id: caller.clientId,
      address: caller.address,
      ...(caller.proxies.length > 0 && { proxies: caller.proxies }),
      ...(caller.certificate !== null && { certificate: caller.certificate }),
      agent: caller.userAgent,
    },
  };
}
