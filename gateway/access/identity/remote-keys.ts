import { GatewayError } from '../../platform/errors.ts';
import { fetchShort } from '../../platform/net/fetch-short.ts';
import {
  describeFailure,
  StatusError,
  type RequestFailure,
} from '../../platform/net/request-failure.ts';
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from './jose.ts';

export interface RemoteKeysOptions {
  readonly url: URL;
  /** How long keys are used after the last successful fetch, while further fetches fail. */
  readonly staleMs: number;
  /** Called with the outcome of each fetch; null is success. */
  readonly onFetched: (failure: RequestFailure | null) => void;
  /** Monotonic, in ms. */
  readonly now?: () => number;
}

/** A remote key set. */
export interface RemoteKeys {
  /** Rejects with GatewayError `NOT_READY` where it is unknown whether the key is the issuer's. */
  readonly getKey: JWTVerifyGetKey;
  /** False while fetches fail and the last fetched keys are too old. */
  readonly isUsable: () => boolean;
  /** Fetches now, then before the keys expire, and every few seconds while fetches fail. */
  readonly watch: () => Promise<void>;
  readonly close: () => void;
}

/**
 * Creates a key set (RFC 7517) behind a URL. Keys are used for a minute, so that a withdrawn key stops working soon;
 * while fetches fail, the last keys are used for `staleMs`. A request never waits for an issuer that is known to fail.
 */
export function createRemoteKeys({
  url,
  staleMs,
  onFetched,
  now = () => performance.now(),
}: RemoteKeysOptions): RemoteKeys {
  /** How old keys may become. */
  const maxAgeMs = Math.max(FRESH_MS, staleMs);
  const closing = new AbortController();
  const keySet = createRemoteJWKSet(url, {
    timeoutDuration: 5_000,
    // This file alone decides when to fetch.
    cacheMaxAge: Infinity,
    cooldownDuration: Infinity,
    [customFetch]: async (address, { signal, ...options }) => {
      const either = AbortSignal.any([signal, closing.signal]);
      const response = await fetchShort(address, { ...options, signal: either }, MAX_BYTES);
      if (response.status !== 200) throw new StatusError(response.status);
      return response;
    },
  });
  let fetchedAt = -Infinity;
  let triedAt = -Infinity;
  let unknownKeyAt = -Infinity;
  let isFailing = false;
  let fetching: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const age = () => now() - fetchedAt;
  const refresh = () => (fetching ??= fetchKeys().finally(() => (fetching = null)));
  const fetchKeys = async () => {
    try {
      await keySet.reload();
      fetchedAt = now();
      isFailing = false;
      triedAt = now();
      onFetched(null);
    } catch (error) {
      if (closing.signal.aborted) return;
      isFailing = true;
      triedAt = now();
      onFetched(describeFailure(error));
    }
  };
  const keepFresh = async (): Promise<void> => {
    await refresh();
    if (closing.signal.aborted) return;
    timer = setTimeout(() => void keepFresh(), isFailing ? RETRY_MS : REFRESH_MS).unref();
  };
  const find: JWTVerifyGetKey = async (header, token) => {
    const hasJustFailed = isFailing && now() - triedAt < RETRY_MS;
    if (age() >= FRESH_MS && !hasJustFailed) await refresh();
    if (age() >= maxAgeMs) throw unavailable();
    return keySet(header, token);
  };
  return {
    getKey: async (header, token) => {
      try {
        return await find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        // A key rotation takes effect at once, but invented key ids do not flood the issuer.
        const isDue = now() - unknownKeyAt >= COOLDOWN_MS;
        if (isDue) {
          unknownKeyAt = now();
          await refresh();
        }
        // The key may be new: while fetches fail, that is unknown.
        if (isFailing) throw unavailable();
        if (isDue) return keySet(header, token);
        throw error;
      }
    },
    isUsable: () => !isFailing || age() < maxAgeMs,
    watch: keepFresh,
    close: () => {
      closing.abort();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** A key set has some kilobytes, with certificates some hundred. */
const MAX_BYTES = 1_048_576;
/** How long keys are used before they are fetched again. */
const FRESH_MS = 60_000;
/** When `watch` fetches again: before FRESH_MS, so that requests find fresh keys. */
const REFRESH_MS = 45_000;
/** Least time between two fetches while they fail. */
const RETRY_MS = 5_000;
/** Least time between two fetches for unknown key ids. */
const COOLDOWN_MS = 30_000;

function unavailable(): GatewayError {
  return new GatewayError('NOT_READY', { reason: 'KEYS_UNAVAILABLE' });
}
