import type { IdentityConfig, IssuerConfig } from '../config/config.ts';
import { GatewayError } from '../errors.ts';
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, errors, jwtVerify } from './jose.ts';
import type { JWTVerifyGetKey, JWTVerifyOptions } from './jose.ts';
import { parseKeySet } from './parse-key-set.ts';
import { isShortText } from './read-claim.ts';
import type { Claims } from './read-claim.ts';

/** What a token says, after its issuer's signature and every fixed claim have been checked. */
export interface VerifiedToken {
  readonly issuer: IssuerConfig;
  readonly subject: string;
  readonly claims: Claims;
  /** UTC ms since 1970; finite. */
  readonly expires: number;
}

export type VerifyToken = (token: string) => Promise<VerifiedToken>;

/**
 * Creates the check of access tokens (RFC 7519, RFC 8725).
 *
 * Issuers, audience, algorithms and keys come from the configuration and never from the token: its `iss`
 * only chooses among the configured ones, its `alg` must be one of theirs. `exp` and `sub` are required.
 *
 * @throws StartError when a key file can't be used. The check itself throws GatewayError
 * `UNAUTHENTICATED` for the token's faults and `NOT_READY` when the issuer's keys can't be fetched.
 */
export function createVerifyToken(identity: IdentityConfig, clock: () => number): VerifyToken {
  const issuers = new Map(
    identity.issuers.map((issuer) => [issuer.issuer, { issuer, getKey: createGetKey(issuer) }]),
  );
  return async (token) => {
    try {
      const { iss } = decodeJwt(token);
      const known = iss === undefined ? undefined : issuers.get(iss);
      if (known === undefined) throw new GatewayError('UNAUTHENTICATED');
      const { issuer, getKey } = known;
      const { payload, protectedHeader } = await verify(token, getKey, {
        issuer: issuer.issuer,
        audience: issuer.audience,
        algorithms: [...issuer.algorithms],
        requiredClaims: ['exp', 'sub'],
        clockTolerance: TOLERANCE_S,
        currentDate: new Date(clock()),
      });
      const { sub: subject, exp } = payload;
      if (
        !isShortText(subject) ||
        exp === undefined ||
        // JSON's 1e999 is read as Infinity, which never expires.
        !Number.isFinite(exp) ||
        !isAccessTokenType(protectedHeader.typ)
      ) {
        throw new GatewayError('UNAUTHENTICATED');
      }
      return { issuer, subject, claims: payload, expires: exp * 1000 };
    } catch (cause) {
      throw translate(cause);
    }
  };
}

/** How far the issuer's clock may be from ours. */
const TOLERANCE_S = 5;

/**
 * Whether `typ` is that of an access token (RFC 9068) or says nothing; a logout token's, for one, is not.
 * Its media type prefix and case don't count (RFC 7515, section 4.1.9).
 */
function isAccessTokenType(typ: unknown): boolean {
  return (
    typ === undefined || (typeof typ === 'string' && /^(application\/)?(at\+)?jwt$/i.test(typ))
  );
}

function createGetKey({ jwks }: IssuerConfig): JWTVerifyGetKey {
  if (jwks.kind === 'file') return createLocalJWKSet({ keys: [...parseKeySet(jwks.path).keys] });
  return createRemoteJWKSet(new URL(jwks.url), {
    timeoutDuration: 5_000,
    // An unknown `kid` asks for the keys again, so that a rotation is seen at once; but not more often
    // than this, so that made-up ones can't flood the issuer.
    cooldownDuration: 30_000,
    cacheMaxAge: 60_000,
  });
}

/** A token without `kid` may match several keys of the set: one of them has to verify it. */
async function verify(token: string, getKey: JWTVerifyGetKey, options: JWTVerifyOptions) {
  try {
    return await jwtVerify(token, getKey, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    let tried = 0;
    for await (const key of error) {
      if ((tried += 1) > MAX_KEYS) break;
      try {
        return await jwtVerify(token, key, options);
      } catch (failed) {
        if (!(failed instanceof errors.JWSSignatureVerificationFailed)) throw failed;
      }
    }
    throw new GatewayError('UNAUTHENTICATED', { cause: error });
  }
}

const MAX_KEYS = 8;

/** Faults that jose finds in a token, by code. */
const TOKEN_FAULTS: ReadonlySet<string> = new Set([
  errors.JOSEAlgNotAllowed.code,
  errors.JOSENotSupported.code,
  errors.JWKSNoMatchingKey.code,
  errors.JWSInvalid.code,
  errors.JWSSignatureVerificationFailed.code,
  errors.JWTClaimValidationFailed.code,
  errors.JWTExpired.code,
  errors.JWTInvalid.code,
]);

function translate(cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const faulty = cause instanceof errors.JOSEError && TOKEN_FAULTS.has(cause.code);
  return new GatewayError(faulty ? 'UNAUTHENTICATED' : 'NOT_READY', { cause });
}
