import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { requestToken, unavailable, type TokenAnswer } from '../oauth/oauth-client.ts';
import { openClient, targetOf, type ClientOptions } from './client-tokens.ts';
import type { ExchangeConfig } from './credentials-config.ts';
import { createTokenCache, type TokenCache } from './token-cache.ts';
import { growTo } from '../grow-to.ts';

/** Tokens for one subgraph in exchange for those of callers. */
export interface ExchangedTokens {
  /** The token of the caller with this access token. */
  readonly of: (accessToken: string) => TokenCache;
}

/** Callers whose tokens are kept, and for how long after their last request. */
const MAX_CALLERS = 10_000;
const IDLE_MS = 600_000;
/** Requests to the authorization server that are under way at a time; further ones fail. */
const MAX_PENDING = 256;

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

/**
 * Creates the exchange of callers' tokens: https://www.rfc-editor.org/rfc/rfc8693. The caller is the subject. The gateway
 * is the client; with `actor`, whose token is sent too, it also acts for the caller in the issued token.
 *
 * Each access token of a caller has its own exchanged token, kept by the hash of the access token.
 *
 * @throws SettingsError if the file of the secret or key cannot be used
 */
export function createExchangedTokens(
  config: ExchangeConfig,
  { actor, ...options }: ClientOptions & { readonly actor: TokenCache | null },
): ExchangedTokens {
  const { timeoutMs, now } = options;
  const client = openClient(config, options);
  const target = targetOf(config);
  const caches = new LRUCache<string, TokenCache>({
    ...growTo(MAX_CALLERS),
    ttl: IDLE_MS,
    updateAgeOnGet: true,
  });
  let pending = 0;

  const exchange = async (subjectToken: string): Promise<TokenAnswer> => {
    const acting = actor === null ? null : await actor.get();
    if (acting !== null && !acting.ok) return acting;
    const answer = await requestToken({
      url: config.tokenUrl,
      client: client(),
      grantType: GRANT,
      parameters: {
        ...target,
        subject_token: subjectToken,
        subject_token_type: ACCESS_TOKEN,
        requested_token_type: ACCESS_TOKEN,
        ...(acting !== null && { actor_token: acting.token, actor_token_type: ACCESS_TOKEN }),
      },
      timeoutMs,
    });
    // A refresh or ID token must not be sent as an access token.
    const isAccessToken =
      !answer.ok || answer.issuedTokenType === ACCESS_TOKEN || answer.issuedTokenType === JWT;
    return isAccessToken ? answer : unavailable('NOT_AN_ACCESS_TOKEN');
  };
  const counted = async (subjectToken: string): Promise<TokenAnswer> => {
    if (pending >= MAX_PENDING) return unavailable('BUSY');
    pending += 1;
    try {
      return await exchange(subjectToken);
    } finally {
      pending -= 1;
    }
  };
  return {
    of: (accessToken) => {
      const key = createHash('sha256').update(accessToken).digest('base64');
      const known = caches.get(key);
      if (known !== undefined) return known;
      const cache = createTokenCache(() => counted(accessToken), now);
      caches.set(key, cache);
      return cache;
    },
  };
}
