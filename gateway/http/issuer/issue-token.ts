import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DEVELOPMENT_TYPE } from '../../access/identity/development-token.ts';
import { SignJWT } from '../../access/identity/jose.ts';
import { IDENTITY_ALGORITHM, type IdentityKey } from '../../access/identity/open-identity-key.ts';

/** What a development issuer signs tokens with. */
export interface TokenIssuer {
  /** Its `iss`. */
  readonly issuer: string;
  /** The `aud` of its tokens. */
  readonly audience: string;
  readonly key: IdentityKey;
  /** UTC ms since 1970. */
  readonly now: () => number;
}

/** The response of a token endpoint: https://www.rfc-editor.org/rfc/rfc6749#section-5 */
export interface TokenResponse {
  readonly status: 200 | 400;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Lifetime of a token, unless its claims say another. */
const LIFETIME_S = 3_600;

const CLAIMS = z.looseObject({ sub: z.string().min(1).optional() });

/**
 * Issues an access token for a client credentials grant. Its claims are those of the parameter `claims`, a JSON object, above
 * those of the grant: any subject, roles, audience and time, but no other issuer. No client is authenticated.
 */
export async function issueToken(
  { issuer, audience, key, now }: TokenIssuer,
  form: URLSearchParams,
): Promise<TokenResponse> {
  if (form.get('grant_type') !== 'client_credentials')
    return refuse('unsupported_grant_type', 'grant_type must be client_credentials.');
  const claims = readClaims(form.get('claims') ?? '{}');
  if (claims === null)
    return refuse('invalid_request', 'claims must be a JSON object, and its sub a text.');
  if (claims['iss'] !== undefined)
    return refuse('invalid_request', 'claims must not have iss: this issuer has one name.');
  const [clientId, scope] = [form.get('client_id'), form.get('scope')];
  const iat = Math.floor(now() / 1_000);
  const payload = {
    sub: clientId ?? 'developer',
    ...(clientId !== null && { client_id: clientId }),
    ...(scope !== null && { scope }),
    aud: audience,
    iat,
    exp: iat + LIFETIME_S,
    jti: randomUUID(),
    ...claims,
    iss: issuer,
  };
  const token = await new SignJWT(payload)
    .setProtectedHeader({ alg: IDENTITY_ALGORITHM, kid: key.kid, typ: DEVELOPMENT_TYPE })
    .sign(key.privateKey);
  return {
    status: 200,
    body: { access_token: token, token_type: 'Bearer', expires_in: LIFETIME_S },
  };
}

function readClaims(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return CLAIMS.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function refuse(error: string, description: string): TokenResponse {
  return { status: 400, body: { error, error_description: description } };
}
