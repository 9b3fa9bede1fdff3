import { createHash, randomUUID } from 'node:crypto';
import type { RequestContext } from '../../platform/request-context.ts';
import type { SignRequest } from '../../platform/subgraph/sign-request.ts';
import { SignJWT } from './jose.ts';
import { IDENTITY_ALGORITHM } from './open-identity-key.ts';
import type { IdentityKey } from './open-identity-key.ts';

/** How long a request may be under way. */
const LIFETIME_S = 60;

/** Explicit typing keeps other tokens of other issuers apart (RFC 8725, section 3.11). */
const TYPE = 'phi-gateway-request+jwt';

/**
 * Creates the signature by which subgraphs know that a request comes from this gateway, and for whom: a JWT
 * for one subgraph (`aud` is its name), one body (`content_digest`, the value that RFC 9530's header would
 * have) and one minute. It tells the caller's subject and issuer (`sub`, and `sub_id` as RFC 9493 has it),
 * roles, purpose of use and the id that the ledger knows the request by. The gateway's own requests have its
 * own name as `sub` and no roles.
 *
 * Nothing in it is PHI: neither the caller's own patient id nor any other claim of their token.
 */
export function createSignRequest(
  key: IdentityKey,
  issuer: string,
  clock: () => number,
): SignRequest {
  const header = { alg: IDENTITY_ALGORITHM, kid: key.kid, typ: TYPE };
  return ({ subgraph, body, context }) => {
    const now = Math.floor(clock() / 1000);
    return new SignJWT({
      iss: issuer,
      aud: subgraph,
      iat: now,
      exp: now + LIFETIME_S,
      jti: randomUUID(),
      ...(context ? describe(context) : { sub: issuer, roles: [] }),
      content_digest: `sha-256=:${createHash('sha256').update(body).digest('base64')}:`,
    })
      .setProtectedHeader(header)
      .sign(key.privateKey);
  };
}

function describe({ caller, purpose, requestId }: RequestContext) {
  return {
    sub: caller.subject,
    sub_id: { format: 'iss_sub', iss: caller.issuer, sub: caller.subject },
    roles: caller.roles,
    ...(purpose !== null && { purpose }),
    request_id: requestId,
  };
}
