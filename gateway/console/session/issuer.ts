import * as oauth from 'oauth4webapi';
import type { Settings } from '../api/parse-settings.ts';
import type { PendingSignIn } from './pending-sign-in.ts';

/** What the issuer gave. It lives in the memory of this page and nowhere else. */
export interface Tokens {
  readonly access: string;
  /** ms since 1970. */
  readonly expires: number;
  readonly refresh: string | null;
  readonly id: string | null;
}

/** The OpenID provider that people sign in with, as a public client sees it. */
export interface Issuer {
  /** Where to send somebody who wants to sign in; `isForced` makes the issuer ask who they are again. */
  readonly signInUrl: (path: string, isForced: boolean) => Promise<[URL, PendingSignIn]>;
  /** Exchanges the code that came back. Throws where anything about it is wrong. */
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
    signInUrl: async (path, isForced) => {
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
        ...(isForced && { prompt: 'login' }),
      }).toString();
      return [to, { state, nonce, verifier, path }];
    },
    exchange: async (returned, { state, nonce, verifier }) => {
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
      return tokensOf(result, null);
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
  };
}

const UNSAID_SECONDS = 300;

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
