import type { IdentityConfig, IssuerConfig } from './identity-config.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { decodeJwt, errors, jwtVerify } from './jose.ts';
import type { JWTVerifyGetKey, JWTVerifyOptions } from './jose.ts';
import { isShortText } from './read-claim.ts';
import type { Claims } from './read-claim.ts';

/** A token whose signature and registered claims are verified. */
export interface VerifiedToken {
  readonly issuer: IssuerConfig;
  readonly subject: string;
  readonly claims: Claims;
  /** UTC ms since 1970; finite. */
  readonly expires: number;
}

export type VerifyToken = (token: string) => Promise<VerifiedToken>;

/**
 * Creates the verification of access tokens (RFC 7519, RFC 8725).
 *
 * Issuers, audience, algorithms and keys come from the configuration, never from the token: its `iss` selects a
 * configured issuer, and its `alg` must be one of that issuer's. `exp` and `sub` are required.
 *
 * The result rejects with GatewayError `UNAUTHENTICATED` for an invalid token, and with `NOT_READY` where the issuer's
 * keys are unavailable, each with its reason.
 */
export function createVerifyToken(
  identity: IdentityConfig,
  now: () => number,
  keys: Pick<IssuerKeys, 'of'>,
): VerifyToken {
  const issuers = new Map(
    identity.issuers.map((issuer) => [issuer.issuer, { issuer, getKey: keys.of(issuer) }]),
  );
  return async (token) => {
    try {
      const { iss } = decodeJwt(token);
      const known = iss === undefined ? undefined : issuers.get(iss);
      if (known === undefined) throw refused('UNKNOWN_ISSUER');
      const { issuer, getKey } = known;
      const { payload, protectedHeader } = await verify(token, getKey, {
        issuer: issuer.issuer,
        audience: issuer.audience,
        algorithms: [...issuer.algorithms],
        requiredClaims: ['exp', 'sub'],
        clockTolerance: TOLERANCE_S,
        currentDate: new Date(now()),
      });
      const { sub: subject, exp } = payload;
      if (
        !isShortText(subject) ||
        exp === undefined ||
        // JSON's 1e999 is parsed as Infinity, which never expires.
        !Number.isFinite(exp)
      ) {
        throw refused('CLAIM_INVALID');
      }
      if (!isAccessTokenType(protectedHeader.typ)) throw refused('TYPE_NOT_ALLOWED');
      return { issuer, subject, claims: payload, expires: exp * 1000 };
    } catch (cause) {
      throw translate(cause);
    }
  };
}

/** How far the issuer's clock may differ from the gateway's. */
const TOLERANCE_S = 5;

/**
 * Whether `typ` is absent or that of an access token (RFC 9068), and not of a logout token, for example. The media type
 * prefix and letter case are ignored (RFC 7515, section 4.1.9).
 */
function isAccessTokenType(typ: unknown): boolean {
  return (
    typ === undefined || (typeof typ === 'string' && /^(application\/)?(at\+)?jwt$/i.test(typ))
  );
}

/** A token without `kid` may match several keys of the set. One of them must verify it. */
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
    throw refused('SIGNATURE_INVALID', error);
  }
}

/** Keys that are tried for a token without `kid`. */
const MAX_KEYS = 8;

/** jose's error code → the reason in the log. */
const TOKEN_FAULTS: ReadonlyMap<string, string> = new Map([
  [errors.JOSEAlgNotAllowed.code, 'ALGORITHM_NOT_ALLOWED'],
  [errors.JOSENotSupported.code, 'NOT_SUPPORTED'],
  [errors.JWKSNoMatchingKey.code, 'UNKNOWN_KEY'],
  [errors.JWSInvalid.code, 'MALFORMED'],
  [errors.JWSSignatureVerificationFailed.code, 'SIGNATURE_INVALID'],
  [errors.JWTClaimValidationFailed.code, 'CLAIM_INVALID'],
  [errors.JWTExpired.code, 'EXPIRED'],
  [errors.JWTInvalid.code, 'MALFORMED'],
]);

/** Invalid claim → its own reason in the log. */
const CLAIM_FAULTS: ReadonlyMap<string, string> = new Map([
  ['aud', 'AUDIENCE_MISMATCH'],
  ['nbf', 'NOT_YET_VALID'],
]);

function translate(cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const found = cause instanceof errors.JOSEError ? TOKEN_FAULTS.get(cause.code) : undefined;
  // Any other error is about the issuer's keys and not about the token.
  if (found === undefined) return new GatewayError('NOT_READY', { reason: 'KEY_UNUSABLE', cause });
  const isClaim = cause instanceof errors.JWTClaimValidationFailed;
  if (isClaim && cause.reason === 'missing') return refused('CLAIM_MISSING', cause);
  return refused((isClaim && CLAIM_FAULTS.get(cause.claim)) || found, cause);
}

function refused(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('UNAUTHENTICATED', { reason, cause });
}
