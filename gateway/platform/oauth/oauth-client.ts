import type { KeyObject } from 'node:crypto';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  genericTokenEndpointRequest,
  introspectionRequest,
  PrivateKeyJwt,
  processGenericTokenEndpointResponse,
  processIntrospectionResponse,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
  type ClientAuth,
  type IntrospectionResponse,
} from 'oauth4webapi';
import { errorCodeOf } from '../net/error-code.ts';
import { fetchShort } from '../net/fetch-short.ts';
import { importSigningKey, type RsaAlgorithm } from './signing-key.ts';

export type { IntrospectionResponse } from 'oauth4webapi';

/** A client of an authorization server, and how it authenticates: https://www.rfc-editor.org/rfc/rfc6749#section-2.3 */
export interface OAuthClient {
  readonly clientId: string;
  readonly authentication:
    | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly secret: string }
    | ClientAssertion;
}

/** A signed assertion in place of a secret: https://www.rfc-editor.org/rfc/rfc7523#section-2.2 */
export interface ClientAssertion {
  readonly method: 'private_key_jwt';
  readonly key: KeyObject;
  readonly keyId: string | null;
  /** For an RSA key. */
  readonly algorithm: RsaAlgorithm;
  /** `aud` of the assertion: the server's issuer identifier or the URL of its token endpoint. */
  readonly audience: string;
}

/** A request for an access token. */
export interface TokenRequest {
  readonly url: string;
  readonly client: OAuthClient;
  readonly grantType: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** A bearer token, or why there is none. `UNAVAILABLE`: the server gave no usable answer. */
export type TokenAnswer =
  | {
      readonly ok: true;
      readonly token: string;
      /** Its lifetime from now on; null if the server does not say. */
      readonly expiresInSeconds: number | null;
      /** https://www.rfc-editor.org/rfc/rfc8693#section-2.2.1 */
      readonly issuedTokenType: string | null;
    }
  | {
      readonly ok: false;
      readonly code: 'UNAVAILABLE' | 'REFUSED';
      /**
       * Of `REFUSED`: the error code of the server in upper case, if RFC 6749, section 5.2, or RFC 8693 has it. Of
       * `UNAVAILABLE`: the code of the error, such as `ECONNREFUSED`, or `LATE`, `TOO_LARGE` or what the token is not.
       */
      readonly reason: string | null;
      /** The HTTP status, if it is what makes the answer unusable. */
      readonly status: number | null;
    };

/** Requests a bearer token from a token endpoint: https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2 */
export async function requestToken(request: TokenRequest): Promise<TokenAnswer> {
  const { url, client, grantType, parameters, timeoutMs } = request;
  const { authentication } = client;
  const audience = authentication.method === 'private_key_jwt' ? authentication.audience : url;
  const server = { issuer: audience, token_endpoint: url };
  const registration = { client_id: client.clientId };
  try {
    const response = await genericTokenEndpointRequest(
      server,
      registration,
      await clientAuthOf(authentication),
      grantType,
      new URLSearchParams(parameters),
      optionsOf(timeoutMs),
    );
    const answer = await processGenericTokenEndpointResponse(server, registration, response);
    const { access_token: token, token_type: type, expires_in: expires } = answer;
    const issuedTokenType = answer['issued_token_type'];
    if (type !== 'bearer' || !isBearerToken(token)) return unavailable('NOT_A_BEARER_TOKEN');
    return {
      ok: true,
      token,
      expiresInSeconds: expires ?? null,
      issuedTokenType: typeof issuedTokenType === 'string' ? issuedTokenType : null,
    };
  } catch (error) {
    return failureOf(error);
  }
}

/**
 * Introspects a token: https://www.rfc-editor.org/rfc/rfc7662. Rejects unless the endpoint answers usably.
 */
export async function introspectToken(
  token: string,
  server: { readonly issuer: string; readonly url: string },
  client: { readonly clientId: string; readonly clientSecret: string },
  timeoutMs: number,
): Promise<IntrospectionResponse> {
  const metadata = { issuer: server.issuer, introspection_endpoint: server.url };
  const registration = { client_id: client.clientId };
  const authentication = ClientSecretBasic(client.clientSecret);
  const response = await introspectionRequest(metadata, registration, authentication, token, {
    ...optionsOf(timeoutMs),
    additionalParameters: { token_type_hint: 'access_token' },
  });
  return processIntrospectionResponse(metadata, registration, response);
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-2.1. A longer token fits into no request. */
function isBearerToken(token: string): boolean {
  return token.length <= MAX_TOKEN_LENGTH && /^[\w.~+/-]+=*$/.test(token);
}

const MAX_TOKEN_LENGTH = 16_384;

/** An answer without a usable token. */
export function unavailable(reason: string | null, status: number | null = null): FailedAnswer {
  return { ok: false, code: 'UNAVAILABLE', reason, status };
}

type FailedAnswer = Extract<TokenAnswer, { readonly ok: false }>;

const KNOWN_ERRORS: ReadonlySet<string> = new Set([
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'invalid_target',
  'unauthorized_client',
  'unsupported_grant_type',
]);

function failureOf(error: unknown): FailedAnswer {
  // A challenge comes with 401: https://www.rfc-editor.org/rfc/rfc6749#section-5.2
  if (error instanceof WWWAuthenticateChallengeError)
    return { ok: false, code: 'REFUSED', reason: 'INVALID_CLIENT', status: null };
  if (error instanceof ResponseBodyError) {
    const reason = KNOWN_ERRORS.has(error.error) ? error.error.toUpperCase() : null;
    return { ok: false, code: 'REFUSED', reason, status: null };
  }
  if (!(error instanceof Error)) return unavailable(null);
  if (error.name === 'TimeoutError') return unavailable('LATE');
  if (error instanceof RangeError) return unavailable('TOO_LARGE');
  return unavailable(
    errorCodeOf(error),
    error.cause instanceof Response ? error.cause.status : null,
  );
}

function optionsOf(timeoutMs: number) {
  return {
    // The configuration accepts plain HTTP on loopback only.
    [allowInsecureRequests]: true,
    [customFetch]: (address: string, options: RequestInit) =>
      fetchShort(address, options, MAX_ANSWER_BYTES),
    signal: () => AbortSignal.timeout(timeoutMs),
  };
}

const MAX_ANSWER_BYTES = 65_536;

async function clientAuthOf(authentication: OAuthClient['authentication']): Promise<ClientAuth> {
  switch (authentication.method) {
    case 'client_secret_basic':
      return ClientSecretBasic(authentication.secret);
    case 'client_secret_post':
      return ClientSecretPost(authentication.secret);
    case 'private_key_jwt': {
      const { keyId } = authentication;
      const key = await importSigningKey(authentication.key, authentication.algorithm);
      return PrivateKeyJwt(keyId === null ? key : { key, kid: keyId });
    }
    default:
      return authentication satisfies never;
  }
}
