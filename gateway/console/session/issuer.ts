import * as oauth from 'oauth4webapi';
import type { Settings } from './parse-settings.ts';
import type { PendingSignIn, SignInDemand } from './pending-sign-in.ts';

/** What the issuer gave. It lives in the memory of this page and nowhere else. */
export interface Tokens {
  readonly access: string;
  /** ms since 1970. */
  readonly expires: number;
  readonly refresh: string | null;
  readonly id: string | null;
  /** When the person signed in at the issuer, in seconds since 1970; null where it doesn't say. */
  readonly authTime: number | null;
}

/** The issuer gave a sign-in of earlier: it did not ask who is there. */
export class StaleSignInError extends Error {
  override readonly name = 'StaleSignInError';
}

/** The OpenID provider that people sign in with, as a public client sees it. */
export interface Issuer {
  /** Where to send somebody who wants to sign in. */
  readonly signInUrl: (path: string, demand: SignInDemand) => Promise<[URL, PendingSignIn]>;
  /**
   * Exchanges the code that came back. Throws where anything about it is wrong, and a `StaleSignInError` where the
   * sign-in is not what was demanded, whatever became of the demand on its way.
   */
  readonly exchange: (returned: URL, pending: PendingSignIn) => Promise<Tokens>;
  readonly refresh: (tokens: Tokens) => Promise<Tokens>;
  /** Where to send somebody who signs out; null where the issuer has no such place. */
  readonly signOutUrl: (idToken: string | null) => URL | null;
}

/**
 * Finds the issuer's endpoints (OpenID Connect Discovery) and gives what the code flow with PKCE needs of it
 * (RFC 9700, RFC 7636). Only a loopback issuer may be plain HTTP.
 */
export async function openIssuer(settings: Settings, base: string): Promise<Issuer> {
  const url = new URL(settings.issuer);
  const insecure = { [oauth.allowInsecureRequests]: isLoopback(url) };
  const response = await oauth.discoveryRequest(url, insecure);
  const server = await oauth.processDiscoveryResponse(url, response);
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
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        parameters,
        redirectUri,
        verifier,
        insecure,
      );
      const options = { expectedNonce: nonce, requireIdToken: true };
      const result = await oauth.processAuthorizationCodeResponse(server, client, answer, options);
      const tokens = tokensOf(result, null);
      assertMeets(tokens, demand);
      return tokens;
    },
    refresh: async (tokens) => {
      const answer = await oauth.refreshTokenGrantRequest(
        server,
        client,
        oauth.None(),
        tokens.refresh ?? '',
        insecure,
      );
      return tokensOf(await oauth.processRefreshTokenResponse(server, client, answer), tokens);
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

/** Times are compared by the issuer's clock where there are two of them, else with some patience. */
function assertMeets({ authTime }: Tokens, { maxAge, after }: SignInDemand): void {
  if (maxAge === null && after === null) return;
  const oldest = maxAge === null ? 0 : Date.now() / 1_000 - maxAge - TOLERANCE_S;
  if (authTime === null || authTime < oldest || authTime <= (after ?? 0))
    throw new StaleSignInError();
}

const TOLERANCE_S = 30;

function endpoint(url: string | undefined): URL {
  if (url === undefined) throw new TypeError('The issuer names no such endpoint.');
  return new URL(url);
}

function tokensOf(answer: oauth.TokenEndpointResponse, before: Tokens | null): Tokens {
  const seconds = answer.expires_in ?? UNSAID_SECONDS;
  return {
    access: answer.access_token,
    expires: Date.now() + seconds * 1_000,
    refresh: answer.refresh_token ?? before?.refresh ?? null,
    id: answer.id_token ?? before?.id ?? null,
    authTime: before?.authTime ?? oauth.getValidatedIdTokenClaims(answer)?.auth_time ?? null,
  };
}

const UNSAID_SECONDS = 300;

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
