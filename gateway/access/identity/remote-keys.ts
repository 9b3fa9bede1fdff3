import { GatewayError } from '../../platform/errors.ts';
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from './jose.ts';

/** Where keys are fetched from, and for how long they are used when they can't be fetched again. */
export interface RemoteKeysOptions {
  readonly url: URL;
  /** Counted from the last fetch that succeeded. */
  readonly staleMs: number;
  /** Called with the outcome of each fetch. */
  readonly onFetched: (isFetched: boolean) => void;
  /** Milliseconds that never go back. */
  readonly clock?: () => number;
}

/** A key set that is fetched. */
export interface RemoteKeys {
  /** Throws GatewayError `NOT_READY` where it can't tell whether the key is the issuer's. */
  readonly getKey: JWTVerifyGetKey;
  /** False while the keys can't be fetched and those that were are too old. */
  readonly isUsable: () => boolean;
  /** Fetches now, then before the keys are old, and every few seconds while that fails. */
  readonly watch: () => Promise<void>;
  readonly close: () => void;
}

/**
 * Creates a key set (RFC 7517) behind a URL. Keys are used for a minute, so that a withdrawn one stops working
 * soon; while they can't be fetched again, those of the last fetch are used for `staleMs`. A request never waits
 * for an issuer that is known to fail.
 */
export function createRemoteKeys({
  url,
  staleMs,
  onFetched,
  clock = () => performance.now(),
}: RemoteKeysOptions): RemoteKeys {
  const closing = new AbortController();
  const keySet = createRemoteJWKSet(url, {
    timeoutDuration: 5_000,
    // When to fetch is decided here alone.
    cacheMaxAge: Infinity,
    cooldownDuration: Infinity,
    [customFetch]: (address, options) =>
      fetch(address, { ...options, signal: AbortSignal.any([options.signal, closing.signal]) }),
  });
  let fetchedAt = -Infinity;
  let triedAt = -Infinity;
  let unknownKeyAt = -Infinity;
  let isFailing = false;
  let fetching: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const age = () => clock() - fetchedAt;
  const refresh = () => (fetching ??= fetchKeys().finally(() => (fetching = null)));
  const fetchKeys = async () => {
    try {
      await keySet.reload();
      fetchedAt = clock();
      isFailing = false;
    } catch {
      if (closing.signal.aborted) return;
      isFailing = true;
    }
    triedAt = clock();
    onFetched(!isFailing);
  };
  const keepFresh = async (): Promise<void> => {
    await refresh();
    if (closing.signal.aborted) return;
    timer = setTimeout(() => void keepFresh(), isFailing ? RETRY_MS : REFRESH_MS).unref();
  };
  const find: JWTVerifyGetKey = async (header, token) => {
    if (age() >= FRESH_MS && !(isFailing && clock() - triedAt < RETRY_MS)) await refresh();
    if (age() >= Math.max(FRESH_MS, staleMs)) throw unavailable();
    return keySet(header, token);
  };
  return {
    getKey: async (header, token) => {
      try {
        return await find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        // A rotation is seen at once, but made-up key ids don't flood the issuer.
        const isDue = clock() - unknownKeyAt >= COOLDOWN_MS;
        if (isDue) {
          unknownKeyAt = clock();
          await refresh();
        }
        // A key that the issuer has added since can't be told from one that it never had.
        if (isFailing) throw unavailable();
        if (isDue) return keySet(header, token);
        throw error;
      }
    },
    isUsable: () => !isFailing || age() < Math.max(FRESH_MS, staleMs),
    watch: keepFresh,
    close: () => {
      closing.abort();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

const FRESH_MS = 60_000;
/** So that requests find fresh keys. */
const REFRESH_MS = 45_000;
const RETRY_MS = 5_000;
const COOLDOWN_MS = 30_000;

function unavailable(): GatewayError {
  return new GatewayError('NOT_READY', { reason: 'KEYS_UNAVAILABLE' });
}
