import { KeyObject, type JsonWebKey } from 'node:crypto';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type CryptoKey,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
  type JWTPayload,
} from './jose.ts';
import { contentDigest, fitsContentDigest } from './content-digest.ts';
import { GatewayRequestError } from './gateway-request-error.ts';
import { readGatewayRequest, type GatewayRequest } from './gateway-request.ts';
import { fieldValue, type HttpFields } from './http-fields.ts';
import { SIGNATURE_LIFETIME_S } from './message-signature.ts';
import { STATEMENT_FIELD, verifyRequestSignature } from './request-signature.ts';
import { createTokenMemory, type RememberToken } from './token-memory.ts';

/** Which gateway a subgraph serves. */
export interface GatewayVerifierOptions {
  /** Name of this subgraph in the gateway's configuration: the audience of its tokens. */
  readonly subgraph: string;
  /** The gateway's key set: its URL, such as `https://gateway.internal/.well-known/jwks.json`, or the parsed set. */
  readonly jwks: string | URL | { readonly keys: readonly JsonWebKey[] };
  /** The gateway's name (`subgraph.identity.issuer`). Default: `phi-gateway`. */
  readonly issuer?: string;
  /**
   * URL of this subgraph in the gateway's configuration. If given, each request needs an HTTP message signature for this URL
   * too (`subgraph.signRequests`).
   */
  readonly url?: string;
  /** Seconds that the clocks may differ. Default: 5. */
  readonly clockToleranceSeconds?: number;
  /**
   * Remembers tokens, so that each is served once. Default: in this process. Several processes of one subgraph need a store
   * that they share.
   */
  readonly rememberToken?: RememberToken;
  /** UTC ms since 1970. Default: `Date.now`. */
  readonly now?: () => number;
}

/** A request as it was received. */
export interface ReceivedRequest {
  readonly headers: HttpFields;
  /** Unchanged: parsed and written again, it is another one. A text is in UTF-8. */
  readonly body: string | Uint8Array;
  /** Default: `POST`, the gateway's only method. */
  readonly method?: string;
}

/** Verifies that a request comes from the gateway. Rejects with {@link GatewayRequestError} if it does not. */
export type VerifyGatewayRequest = (request: ReceivedRequest) => Promise<GatewayRequest>;

/**
 * Creates the check of the gateway's requests. A request needs a bearer token of this gateway (`iss`) for this subgraph
 * (`aud`) and this body (`content_digest`), at most a minute old and not served before. With `url` it also needs the
 * signature of the whole message. Other headers that name a caller are ignored.
 *
 * @throws TypeError if the key set is not at an https URL, or at an http one on another host than this
 */
export function createGatewayVerifier(options: GatewayVerifierOptions): VerifyGatewayRequest {
  const { subgraph, url, issuer = 'phi-gateway' } = options;
  const { clockToleranceSeconds: clockTolerance = 5, now = Date.now } = options;
  const rememberToken = options.rememberToken ?? createTokenMemory(now);
  const getKey = createGetKey(options.jwks);

  const verifyToken = async (token: string | null): Promise<JWTPayload> => {
    if (token === null) throw new GatewayRequestError('NO_TOKEN');
    try {
      const { payload } = await jwtVerify(token, getKey, {
        issuer,
        audience: subgraph,
        algorithms: ['ES256'],
        typ: 'phi-gateway-request+jwt',
        requiredClaims: ['exp', 'iat', 'jti', 'content_digest'],
        maxTokenAge: SIGNATURE_LIFETIME_S,
        clockTolerance,
        currentDate: new Date(now()),
      });
      return payload;
    } catch (cause) {
      if (cause instanceof GatewayRequestError) throw cause;
      throw new GatewayRequestError(isExpiry(cause) ? 'EXPIRED_TOKEN' : 'BAD_TOKEN', { cause });
    }
  };

  const verifySignature = async (
    target: string,
    { method = 'POST', headers, body }: ReceivedRequest,
  ): Promise<string> => {
    const digest = fieldValue(headers, 'content-digest');
    const signature = fieldValue(headers, 'signature');
    if (digest === null || signature === null) throw new GatewayRequestError('UNSIGNED');
    if (!fitsContentDigest(digest, body)) throw new GatewayRequestError('BODY_CHANGED');
    const message = { method, url: target, fields: headers };
    const fault = await verifyRequestSignature(message, {
      findKey: async (keyId) => findKey(getKey, keyId),
      maxAge: SIGNATURE_LIFETIME_S,
      clockSkew: clockTolerance,
      now: now(),
    });
    if (fault !== null) throw new GatewayRequestError(fault);
    return signature;
  };

  return async (request) => {
    const claims = await verifyToken(tokenIn(request.headers));
    if (claims['content_digest'] !== contentDigest(request.body))
      throw new GatewayRequestError('BODY_CHANGED');
    const signature = url === undefined ? null : await verifySignature(url, request);
    const verified = readGatewayRequest(claims, signature);
    if (verified === null) throw new GatewayRequestError('BAD_TOKEN');
    // Last, so that a request that is refused does not use up the token of the gateway's own.
    const until = ((claims.exp ?? 0) + clockTolerance) * 1000;
    if (!(await rememberToken(verified.tokenId, until))) throw new GatewayRequestError('REPLAYED');
    return verified;
  };
}

/** The gateway's token: the bearer token, or a header of its own if the request has other credentials. */
function tokenIn(headers: HttpFields): string | null {
  const statement = fieldValue(headers, STATEMENT_FIELD);
  if (statement !== null) return statement;
  return /^Bearer ([\w.-]+)$/i.exec(fieldValue(headers, 'authorization') ?? '')?.[1] ?? null;
}

function isExpiry(error: unknown): boolean {
  if (error instanceof errors.JWTExpired) return true;
  return error instanceof errors.JWTClaimValidationFailed && error.claim === 'iat';
}

type GetKey = (header: JWSHeaderParameters, token?: FlattenedJWSInput) => Promise<CryptoKey>;

/** Keys by id and algorithm; rejects with `KEYS_UNAVAILABLE` where they cannot be fetched. */
function createGetKey(jwks: GatewayVerifierOptions['jwks']): GetKey {
  const keySet =
    typeof jwks === 'string' || jwks instanceof URL
      ? createRemoteJWKSet(privateUrl(new URL(jwks)))
      : createLocalJWKSet({ keys: jwks.keys.map((key) => ({ ...key, kty: key.kty ?? '' })) });
  return async (header, token) => {
    try {
      return await keySet(header, token);
    } catch (cause) {
      if (isUnknownKey(cause)) throw cause;
      throw new GatewayRequestError('KEYS_UNAVAILABLE', { cause });
    }
  };
}

function isUnknownKey(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

async function findKey(getKey: GetKey, keyId: string): Promise<KeyObject | null> {
  try {
    return KeyObject.from(await getKey({ alg: 'ES256', kid: keyId }));
  } catch (error) {
    if (isUnknownKey(error)) return null;
    throw error;
  }
}

/** Refuses plain HTTP: an attacker who can change its responses could put keys of their own into the set. */
function privateUrl(url: URL): URL {
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) return url;
  throw new TypeError(
    'The URL of the key set is not https:// (http:// is for loopback hosts only).',
  );
}
