import { GatewayError } from '../../platform/errors.ts';

/** Why a token is refused, as the log names it, with what it means and how to fix it. */
export const TOKEN_REFUSALS = {
  NO_TOKEN: 'The request has no `Authorization` header.',
  SEVERAL_TOKENS: 'It has several `Authorization` headers.',
  OTHER_SCHEME: 'The scheme of the header is neither `Bearer` nor `DPoP`.',
  MALFORMED:
    'The header holds no token, one of more than 8,192 characters, or no JWT, and no issuer has `introspection`.',
  UNKNOWN_ISSUER:
    '`iss` is not exactly the `issuer` of one of `identity.issuers`, such as by a slash at its end.',
  AUDIENCE_MISMATCH: "`aud` does not hold the issuer's `audience`.",
  EXPIRED: '`exp` is over. If tokens are new, a clock is wrong: 5 seconds are tolerated.',
  NOT_YET_VALID: '`nbf` is in the future. If tokens are new, a clock is wrong.',
  CLAIM_MISSING: 'The token lacks `sub`, `exp`, `iss` or `aud`, or the introspection `sub`.',
  CLAIM_INVALID: '`sub`, `exp`, `nbf` or `jti` has a form that cannot be used.',
  PATIENT_ID_FORM: 'A patient id in the token does not have the form of `identity.patientIds`.',
  TYPE_NOT_ALLOWED:
    'It is another token than an access token by `typ`, `token_type` or `token_use`, such as a refresh token.',
  DEVELOPMENT_TOKEN: 'It is a token of `phi-gateway issuer`, for development mode only.',
  ALGORITHM_NOT_ALLOWED: "Its algorithm is not in the issuer's `algorithms`.",
  NOT_SUPPORTED: 'It needs an extension that the gateway does not know.',
  UNKNOWN_KEY: "No key of the issuer's `jwks` has its `kid` and algorithm.",
  SIGNATURE_INVALID: 'No key of the issuer made its signature.',
  INACTIVE: 'The issuer answered the introspection that the token is not active.',
  REVOKED: "The issuer's `revocation.list` names it, or its subject.",
  BINDING_NOT_SUPPORTED: 'Its `cnf` binds it in another way than by `jkt` or by `x5t#S256`.',
  TOKEN_NOT_BOUND:
    'It is bound to no key of the client (DPoP), although the issuer has `requireDpop` or the request has the scheme `DPoP`.',
  PROOF_MISSING: 'It is bound to a key, and was sent without proof or as a bearer token.',
  PROOF_NOT_SUPPORTED: 'It is bound to a key, and the gateway has no `server.publicUrl`.',
  PROOF_INVALID:
    'The `DPoP` header is not one valid proof that is at most a minute old. If proofs are new, a clock is wrong.',
  PROOF_KEY_MISMATCH: 'The proof is of another key than the token is bound to.',
  PROOF_URL_MISMATCH:
    'The proof is for another method or URL. If it is for the URL that the client used, correct `server.publicUrl`.',
  PROOF_TOKEN_MISMATCH: 'The proof is for another token.',
  PROOF_REPLAYED: 'The proof was used before.',
  CERTIFICATE_NOT_BOUND:
    'It is bound to no certificate of the client, although the issuer has `requireMutualTls`.',
  CERTIFICATE_MISSING:
    'It is bound to a certificate, and the client presented none, or the proxy stated none in `server.clientCertificateHeader`.',
  CERTIFICATE_MISMATCH: 'It is bound to another certificate than the client presented.',
  CERTIFICATE_NOT_VERIFIED:
    'The certificate that the client presented has expired, is not for clients, or is of an authority that `server.tls.clientCa` lacks.',
  CERTIFICATE_UNREADABLE:
    'The proxy stated the certificate in another form than RFC 9440, such as in PEM.',
} as const;

export type TokenRefusal = keyof typeof TOKEN_REFUSALS;

/** The error for a token that is refused. The reason is logged, never sent. */
export function tokenRefused(reason: TokenRefusal, cause?: unknown): GatewayError {
  return new GatewayError('UNAUTHENTICATED', { reason, cause });
}
