import { createHash, createHmac } from 'node:crypto';
import { GatewayError, StartError } from '../errors.ts';
import type { DependencyFailure } from '../dependency-states.ts';
import { logCode } from '../log-code.ts';
import type { Count, Counters } from './counters.ts';

/** A store of counts outside this process. */
export interface LimitStore extends Counters {
  /**
   * Makes the store ready to count: connects, and creates what it needs. Rejects where that fails now, and with a
   * StartError where it fails until the operator changes something.
   */
  readonly prepare: () => Promise<void>;
  /** The code of an error of the store, in capital letters, digits and underscores; null if it has none. */
  readonly codeOf: (error: unknown) => string | null;
  readonly close: () => Promise<void>;
}

/** Counts that gateways share. Null while the store fails and requests go on without it. */
export interface SharedCounters {
  readonly add: (...args: Parameters<Counters['add']>) => Promise<Count | null>;
  readonly read: (...args: Parameters<Counters['read']>) => Promise<Count | null>;
  /** Rejects with `NOT_READY` while the store fails, whatever `onFailure` says: for what must not be forgotten. */
  readonly required: Counters;
  /** False while the store fails and requests are refused therefore. */
  readonly isReady: () => boolean;
  readonly close: () => Promise<void>;
}

export interface SharingOptions {
  /** Key of the hashes that stand for callers and addresses in the store; null uses SHA-256 without a key. */
  readonly key: Uint8Array | null;
  /** Of requests whose counts only limit rates. `open`: they go on without the store. `closed`: they are refused with `NOT_READY`. */
  readonly onFailure: 'open' | 'closed';
  /** Milliseconds after which a count in the store has failed. */
  readonly timeoutMs: number;
  /** Called with the outcome of calls; null is success. */
  readonly note: (failure: DependencyFailure | null) => void;
}

/**
 * Shares counts through a store. The store holds hashes in place of keys, which name callers and addresses.
 *
 * After a failure the store is left alone for a second, then prepared again until it works. No request waits for that, and
 * no count takes longer than `timeoutMs`.
 *
 * @throws StartError where the store refuses what it is asked, such as the login. A store that is down does not prevent the
 * start.
 */
export async function shareCounters(
  store: LimitStore,
  { key, onFailure, timeoutMs, note }: SharingOptions,
): Promise<SharedCounters> {
  let isUp = false;
  let isClosed = false;
  let retry: NodeJS.Timeout | null = null;
  const nameOf = createNaming(key);

  const fail = (error: unknown) => {
    isUp = false;
    const code = error instanceof Late ? 'LIMIT_STORE_LATE' : store.codeOf(error);
    note({ code: logCode(code ?? 'LIMIT_STORE_FAILED') });
    if (isClosed || retry !== null) return;
    retry = setTimeout(() => void tryAgain(), RETRY_MS).unref();
  };
  const tryAgain = async () => {
    retry = null;
    try {
      await prepare();
    } catch (error) {
      fail(error);
    }
  };
  const prepare = async () => {
    await within(PREPARE_MS, store.prepare());
    isUp = true;
    note(null);
  };
  /** Null where the store fails. */
  const attempt = async (call: () => Promise<Count>): Promise<Count | null> => {
    if (isUp)
      try {
        return assertCount(await within(timeoutMs, call()));
      } catch (error) {
        // Further calls that fail with the first one are not reported.
        if (isUp) fail(error);
      }
    return null;
  };
  const required = async (call: () => Promise<Count>): Promise<Count> => {
    const count = await attempt(call);
    if (count === null) throw new GatewayError('NOT_READY', { reason: 'LIMIT_STORE_DOWN' });
    return count;
  };
  const countersBy = <Result>(run: (call: () => Promise<Count>) => Promise<Result>) => ({
    add: (...[name, amount, seconds]: Parameters<Counters['add']>) =>
      run(() => store.add(nameOf(name), amount, seconds)),
    read: (name: string) => run(() => store.read(nameOf(name))),
  });

  await prepare().catch((error: unknown) => {
    if (error instanceof StartError) throw error;
    fail(error);
  });
  return {
    ...countersBy<Count | null>(onFailure === 'closed' ? required : attempt),
    required: countersBy(required),
    isReady: () => isUp || onFailure === 'open',
    close: async () => {
      isClosed = true;
      if (retry !== null) clearTimeout(retry);
      await store.close();
    },
  };
}

/** How long a failing store is left alone. */
const RETRY_MS = 1_000;

/** How long a connection may take, outside of requests. */
const PREPARE_MS = 3_000;

/** Hashes keys: 256 bits in base64url. */
function createNaming(key: Uint8Array | null): (name: string) => string {
  return (name) =>
    (key === null ? createHash('sha256') : createHmac('sha256', key))
      .update(name)
      .digest('base64url');
}

/** Rejects after some time. What comes later is dropped. */
async function within<Result>(ms: number, promise: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Late()), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

class Late extends Error {
  override readonly name = 'Late';
}

/** A value that is no longer a counter, because something else writes to it, fails. */
function assertCount(count: Count): Count {
  if (!Number.isSafeInteger(count.total)) throw new TypeError('The store has no count.');
  return count;
}
