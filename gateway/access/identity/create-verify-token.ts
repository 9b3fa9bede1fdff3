import { isDevelopmentType } from './development-token.ts';
import type { IdentityConfig, IssuerConfig } from './identity-config.ts';
import { GatewayError } from '../../platform/errors.ts';
import { createIntrospectToken, isIntrospecting } from './introspect-token.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { decodeJwt, errors, jwtVerify } from './jose.ts';
import type { JWTVerifyGetKey, JWTVerifyOptions } from './jose.ts';
import { isShortText } from './read-claim.ts';
import { tokenRefused, type TokenRefusal } from './token-refusals.ts';
import type { VerifyToken } from './verified-token.ts';

/**
 * Creates the verification of access tokens: of signed ones (RFC 7519, RFC 8725), and of those that their issuer is asked
 * about (RFC 7662).
 *
 * Issuers, audience, algorithms and keys come from the configuration, never from the token: its `iss` selects a
 * configured issuer, and its `alg` must be one of that issuer's. `exp` and `sub` are required. A token that is not a JWT
 * is one of the issuer with introspection. Tokens of `phi-gateway issuer` are accepted in development mode only.
 *
 * The result rejects with GatewayError `UNAUTHENTICATED` for an invalid token, and with `NOT_READY` where the issuer's
 * keys are unavailable or it does not answer, each with its reason.
 */
export function createVerifyToken(
  { identity, development }: { readonly identity: IdentityConfig; readonly development: boolean },
  now: () => number,
  keys: Pick<IssuerKeys, 'of' | 'noteIntrospection'>,
): VerifyToken {
  const isAllowedType = (typ: unknown) =>
    isAccessTokenType(typ) || (development && isDevelopmentType(typ));
  const verifiers = new Map(
    identity.issuers.map((issuer): readonly [string, VerifyToken] => [
      issuer.issuer,
      isIntrospecting(issuer)
        ? createIntrospectToken({
            issuer,
            now,
            onAnswered: (failure) => keys.noteIntrospection(issuer, failure),
          })
        : createVerifyJwt(issuer, keys.of(issuer), { isAllowedType, now }),
    ]),
  );
  const introspecting = identity.issuers.find(isIntrospecting)?.issuer;
  return async (token, asker) => {
    const issuer = isJwt(token) ? issuerOf(token) : introspecting;
    const verifyToken = issuer === undefined ? undefined : verifiers.get(issuer);
    if (verifyToken === undefined)
      throw tokenRefused(isJwt(token) ? 'UNKNOWN_ISSUER' : 'MALFORMED');
    return verifyToken(token, asker);
  };
}

/** A compact JWS is three parts of unpadded base64url (RFC 7515, section 7.1), so that each token has one spelling. */
function isJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch (cause) {
    throw translate(cause);
  }
}

function createVerifyJwt(
  issuer: IssuerConfig,
  getKey: JWTVerifyGetKey,
  {
    isAllowedType,
    now,
  }: { readonly isAllowedType: (typ: unknown) => boolean; readonly now: () => number },
): VerifyToken {
  return async (token) => {
    try {
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
        throw tokenRefused('CLAIM_INVALID');
      }
      const { typ } = protectedHeader;
      if (!isAllowedType(typ))
        throw tokenRefused(isDevelopmentType(typ) ? 'DEVELOPMENT_TOKEN' : 'TYPE_NOT_ALLOWED');
      const expires = exp * 1000;
      const freshUntil = Math.min(expires, now() + REMEMBER_MS);
      return { issuer, subject, claims: payload, freshUntil };
    } catch (cause) {
      throw translate(cause);
    }
  };
}

/** How long a verified JWT is remembered. */
const REMEMBER_MS = 30_000;

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
        // Any error that is not of jose is about this key, such as a weak one: another may have signed the token.
        const isOfKey =
          !(failed instanceof errors.JOSEError) ||
          failed instanceof errors.JWSSignatureVerificationFailed;
        if (!isOfKey) throw failed;
      }
    }
    throw tokenRefused('SIGNATURE_INVALID', error);
  }
}

/** Keys that are tried for a token without `kid`. */
const MAX_KEYS = 8;

/** jose's error code → the reason in the log. */
const TOKEN_FAULTS: ReadonlyMap<string, TokenRefusal> = new Map([
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
const CLAIM_FAULTS: ReadonlyMap<string, TokenRefusal> = new Map([
  ['aud', 'AUDIENCE_MISMATCH'],
  ['nbf', 'NOT_YET_VALID'],
]);

function translate(cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const found = cause instanceof errors.JOSEError ? TOKEN_FAULTS.get(cause.code) : undefined;
  // Any other error is about the issuer's keys and not about the token.
  if (found === undefined) return new GatewayError('NOT_READY', { reason: 'KEY_UNUSABLE', cause });
  const isClaim = cause instanceof errors.JWTClaimValidationFailed;
  if (isClaim && cause.reason === 'missing') return tokenRefused('CLAIM_MISSING', cause);
  return tokenRefused((isClaim && CLAIM_FAULTS.get(cause.claim)) || found, cause);
}
