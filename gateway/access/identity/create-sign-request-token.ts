import { randomUUID } from 'node:crypto';
import { contentDigest } from '../../../schema/subgraph/content-digest.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { SignRequestToken } from '../../platform/subgraph/request-token.ts';
import { SignJWT } from './jose.ts';
import { IDENTITY_ALGORITHM } from './open-identity-key.ts';
import type { IdentityKey } from './open-identity-key.ts';

/** Lifetime of a token, in seconds. */
const LIFETIME_S = 60;

/** Explicit typing, so that no other token passes as a request token (RFC 8725, section 3.11). */
const TYPE = 'phi-gateway-request+jwt';

/**
 * Creates the signer of the bearer tokens by which subgraphs authenticate this gateway and the caller. A token is a JWT
 * for one subgraph (`aud`), one body (`content_digest`, with the value of RFC 9530's header) and one minute. It names the
 * caller's subject and issuer (`sub`, and `sub_id` of RFC 9493), roles, purpose of use, and the ids that request and
 * break-glass grant have in the ledger. The gateway's own requests have its name as `sub` and no roles.
 *
 * A token holds no PHI: neither the caller's patient id nor any other claim of their token.
 */
export function createSignRequestToken(
  key: IdentityKey,
  issuer: string,
  now: () => number,
): SignRequestToken {
  const header = { alg: IDENTITY_ALGORITHM, kid: key.kid, typ: TYPE };
  return ({ subgraph, body, context }) => {
    const iat = Math.floor(now() / 1000);
    return new SignJWT({
      iss: issuer,
      aud: subgraph,
      iat,
      exp: iat + LIFETIME_S,
      jti: randomUUID(),
      ...(context ? describe(context) : { sub: issuer, roles: [] }),
      content_digest: contentDigest(body),
    })
      .setProtectedHeader(header)
      .sign(key.privateKey);
  };
}

function describe({ caller, purpose, breakGlass, requestId }: RequestContext) {
  return {
    sub: caller.subject,
    sub_id: { format: 'iss_sub', iss: caller.issuer, sub: caller.subject },
    roles: caller.roles,
    ...(purpose !== null && { purpose }),
    ...(breakGlass !== null && { break_glass: breakGlass.id }),
    request_id: requestId,
  };
}
