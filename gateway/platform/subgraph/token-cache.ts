import type { TokenAnswer } from '../oauth/oauth-client.ts';

/** One access token, renewed before it ends. */
export interface TokenCache {
  /** Resolves to a token that is valid now, or to why there is none. Never rejects. */
  readonly get: () => Promise<TokenAnswer>;
  /**
   * Forgets a token that a subgraph refused, unless it is new: then another would be refused as well. Returns whether the
   * token is no longer in use.
   */
  readonly drop: (token: string) => boolean;
}

/** Lifetime of a token whose server states none. */
const DEFAULT_LIFETIME_S = 60;
/** A longer lifetime counts as this one. */
const MAX_LIFETIME_S = 86_400;
/** Renewal begins this long before the end, or after three quarters of a shorter lifetime. */
const MARGIN_MS = 30_000;
/** A token is not sent in its last moments, since a request takes time to arrive: in the last eighth of a short lifetime. */
const TRAVEL_MS = 2_000;
/** How long a failure is the answer, so that a server that fails is not asked for each request. */
const RETRY_MS = { UNAVAILABLE: 1_000, REFUSED: 5_000 };
/** The least age of a token that {@link TokenCache.drop} forgets. */
const MIN_AGE_MS = 10_000;

interface Held {
  readonly answer: Extract<TokenAnswer, { readonly ok: true }>;
  readonly since: number;
  readonly renewAt: number;
  readonly endsAt: number;
}

/**
 * Creates the cache of one token. At most one request for it is under way, and callers wait for that one. A token that
 * is still valid is used while it is renewed, also if the renewal fails. `now` is monotonic, in ms.
 */
export function createTokenCache(
  request: () => Promise<TokenAnswer>,
  now: () => number,
): TokenCache {
  let held: Held | null = null;
  let failure: { readonly answer: TokenAnswer; readonly until: number } | null = null;
  let renewal: Promise<TokenAnswer> | null = null;

  const renew = async (): Promise<TokenAnswer> => {
    const since = now();
    const answer = await request();
    if (!answer.ok) {
      failure = { answer, until: now() + RETRY_MS[answer.code] };
      return answer;
    }
    failure = null;
    const lifetime =
      Math.min(answer.expiresInSeconds ?? DEFAULT_LIFETIME_S, MAX_LIFETIME_S) * 1_000;
    held = {
      answer,
      since,
      renewAt: since + lifetime - Math.min(MARGIN_MS, lifetime / 4),
      endsAt: since + lifetime - Math.min(TRAVEL_MS, lifetime / 8),
    };
    return answer;
  };
  const renewOnce = (): Promise<TokenAnswer> => {
    renewal ??= renew().finally(() => {
      renewal = null;
    });
    return renewal;
  };
  return {
    get: async () => {
      const at = now();
      if (held !== null && at < held.renewAt) return held.answer;
      const valid = held !== null && at < held.endsAt ? held.answer : null;
      if (failure !== null && at < failure.until) return valid ?? failure.answer;
      const renewed = renewOnce();
      return valid ?? renewed;
    },
    drop: (token) => {
      if (held?.answer.token !== token) return true;
      if (now() - held.since < MIN_AGE_MS) return false;
      held = null;
      return true;
    },
  };
}
