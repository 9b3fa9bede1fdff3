import * as oauth from 'oauth4webapi';
import type { Settings } from './parse-settings.ts';
import type { PendingSignIn, SignInDemand } from './pending-sign-in.ts';

/** The tokens of the issuer. They are kept only in the memory of this page. */
export interface Tokens {
  readonly access: string;
  /** When the access token expires, ms since 1970. */
  readonly expires: number;
  /** The refresh token; null if the issuer gave none. */
  readonly refresh: string | null;
  /** The ID token. */
  readonly id: string | null;
  /** The time of the sign-in at the issuer, in seconds since 1970; null if the issuer omits it. */
  readonly authTime: number | null;
}

/** The issuer returned an earlier sign-in instead of authenticating the user. */
export class StaleSignInError extends Error {
  override readonly name = 'StaleSignInError';
}

/** The OpenID provider, as a public client uses it. */
export interface Issuer {
  /** The URL of the sign-in page, and what to keep until the user returns. */
  readonly signInUrl: (path: string, demand: SignInDemand) => Promise<[URL, PendingSignIn]>;
  /**
   * Exchanges the returned code for tokens.
   *
   * @throws StaleSignInError if the sign-in does not meet the demand, even if the demand was removed from the URL.
   * @throws Error for an invalid response.
   */
  readonly exchange: (returned: URL, pending: PendingSignIn) => Promise<Tokens>;
  /** Exchanges the refresh token for new tokens. */
  readonly refresh: (tokens: Tokens) => Promise<Tokens>;
  /** The URL that ends the issuer's session; null if the issuer has none. */
  readonly signOutUrl: (idToken: string | null) => URL | null;
}

/**
 * Discovers the issuer (OpenID Connect Discovery) for the authorization code flow with PKCE (RFC 9700, RFC 7636). Only a
 * loopback issuer may use plain HTTP.
 */
export async function openIssuer(settings: Settings, base: string): Promise<Issuer> {
  const url = new URL(settings.issuer);
  const insecure = { [oauth.allowInsecureRequests]: isLoopback(url) };
  const discovered = await oauth.discoveryRequest(url, insecure);
  const server = await oauth.processDiscoveryResponse(url, discovered);
  const client: oauth.Client = { client_id: settings.clientId };
  const redirectUri = `${base}/signed-in`;

  return {
    signInUrl: async (path, demand) => {
      const verifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      const nonce = oauth.generateRandomNonce();
      const to = endpoint(server.authorization_endpoint);
      to.search = new URLSearchParams({
        ...Object.fromEntries(to.searchParams),
        client_id: settings.clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: settings.scopes.join(' '),
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...(demand.maxAge !== null && { max_age: String(demand.maxAge) }),
        ...(demand.after !== null && { prompt: 'login' }),
      }).toString();
      return [to, { state, nonce, verifier, demand, path }];
    },
    exchange: async (returned, { state, nonce, verifier, demand }) => {
      const parameters = oauth.validateAuthResponse(server, client, returned, state);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        parameters,
        redirectUri,
        verifier,
        insecure,
      );
      const options = { expectedNonce: nonce, requireIdToken: true };
      const result = await oauth.processAuthorizationCodeResponse(
        server,
        client,
        response,
        options,
      );
      const tokens = tokensOf(result, null);
      assertMeets(tokens, demand);
      return tokens;
    },
    refresh: async (tokens) => {
      const response = await oauth.refreshTokenGrantRequest(
        server,
        client,
        oauth.None(),
        tokens.refresh ?? '',
        insecure,
      );
      return tokensOf(await oauth.processRefreshTokenResponse(server, client, response), tokens);
    },
    signOutUrl: (idToken) => {
      if (server.end_session_endpoint === undefined) return null;
      const to = endpoint(server.end_session_endpoint);
      to.searchParams.set('client_id', settings.clientId);
      to.searchParams.set('post_logout_redirect_uri', `${base}/signed-out`);
      if (idToken !== null) to.searchParams.set('id_token_hint', idToken);
      return to;
    },
  };
}

/**
 * Throws a `StaleSignInError` if the sign-in does not meet the demand. `after` and `auth_time` are both of the issuer's
 * clock; the age is compared with the clock of this browser, with a tolerance.
 */
function assertMeets({ authTime }: Tokens, { maxAge, after }: SignInDemand): void {
  if (maxAge === null && after === null) return;
  const oldest = maxAge === null ? 0 : Date.now() / 1_000 - maxAge - TOLERANCE_S;
  if (authTime === null || authTime < oldest || authTime <= (after ?? 0))
    throw new StaleSignInError();
}

/** Allowed difference of the two clocks. */
const TOLERANCE_S = 30;

function endpoint(url: string | undefined): URL {
  if (url === undefined) throw new TypeError('The issuer lacks a required endpoint.');
  return new URL(url);
}

/** The tokens of a response; what a refresh leaves out is as before. */
function tokensOf(answer: oauth.TokenEndpointResponse, before: Tokens | null): Tokens {
  const seconds = answer.expires_in ?? DEFAULT_LIFETIME_S;
  return {
    access: answer.access_token,
    expires: Date.now() + seconds * 1_000,
    refresh: answer.refresh_token ?? before?.refresh ?? null,
    id: answer.id_token ?? before?.id ?? null,
    authTime: before?.authTime ?? oauth.getValidatedIdTokenClaims(answer)?.auth_time ?? null,
  };
}

/** For an issuer that does not state when the access token expires. */
const DEFAULT_LIFETIME_S = 300;

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
