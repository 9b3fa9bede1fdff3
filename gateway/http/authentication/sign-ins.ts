import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../platform/errors.ts';
import { callerKey, type Caller } from '../../platform/caller.ts';
import type { ConsoleSettings } from './console-settings.ts';
import { growTo } from '../../platform/grow-to.ts';

/** The sign-ins of report readers. */
export interface SignIns {
  /**
   * Throws `REAUTHENTICATION_REQUIRED` for a token whose sign-in is older than `maxAgeMinutes`, was idle for
   * `idleMinutes`, or has ended. A token of the console without `auth_time` is refused too; other clients may be programs
   * that sign in as themselves and have no such time.
   */
  assertFresh(caller: Caller): void;
  /** Ends the sign-in: none of its tokens is accepted any more. */
  end(caller: Caller): void;
  /** The `max_age` of an authorization request that leads to an accepted sign-in, in seconds. */
  readonly maxAgeSeconds: number;
  /** How long it has to be remembered that a sign-in has ended. */
  readonly rememberSeconds: number;
}

/**
 * Creates the sign-ins; null where the operator disabled the check. A sign-in is an issuer, a subject and an
 * `auth_time`, which its refreshed tokens share. `uptime` is monotonic, in ms. The last use of a sign-in is kept in memory: another gateway counts
 * from `auth_time`, and so requires a new sign-in early rather than late.
 */
export function createSignIns(
  { clientId, idleMinutes, maxAgeMinutes }: SignInSettings,
  now: () => number,
  uptime: () => number = () => performance.now(),
): SignIns | null {
  if (maxAgeMinutes === null) return null;
  const idleMs = idleMinutes * 60_000;
  const people = new LRUCache<string, SignInsByTime>(growTo(MAX_PEOPLE));
  const signInsOf = (caller: Caller): SignInsByTime => {
    const key = callerKey(caller);
    const known = people.get(key) ?? new Map<number, SignIn>();
    people.set(key, known);
    return known;
  };
  return {
    // A sign-in that was never used counts as used at its `auth_time`, so it must not be older than the idle time.
    maxAgeSeconds: idleMinutes * 60,
    // Twice as long as a sign-in is accepted, in case a clock is set back.
    rememberSeconds: 2 * maxAgeMinutes * 60,
    assertFresh(caller) {
      const { authTime } = caller;
      if (authTime === null) {
        const isOtherClient = caller.clientId !== null && caller.clientId !== clientId;
        if (isOtherClient) return;
        throw signInRefused('AUTH_TIME_MISSING', [NO_AUTH_TIME]);
      }
      const at = now();
      if (authTime > at + TOLERANCE_MS) throw signInRefused('AUTH_TIME_IN_FUTURE');
      const known = signInsOf(caller);
      const signIn = known.get(authTime);
      if (isForgotten(known, authTime) || signIn === ENDED) throw signInRefused('SIGN_IN_ENDED');
      if (at - authTime > maxAgeMinutes * 60_000) throw signInRefused('SIGN_IN_TOO_OLD');
      const lastUsed = signIn?.lastUsed ?? authTime;
      // By the monotonic clock too: the other one may have been set back since.
      const unusedMs = signIn === undefined ? 0 : uptime() - signIn.uptime;
      if (Math.max(at - lastUsed, unusedMs) > idleMs) throw signInRefused('SIGN_IN_IDLE');
      remember(known, authTime, { lastUsed: Math.max(at, lastUsed), uptime: uptime() });
    },
    end(caller) {
      if (caller.authTime !== null) remember(signInsOf(caller), caller.authTime, ENDED);
    },
  };
}

/** {@link SignIns} that may be kept in another process. */
export interface RemoteSignIns extends Pick<SignIns, 'maxAgeSeconds'> {
  readonly assertFresh: (caller: Caller) => Promise<void>;
  readonly end: (caller: Caller) => Promise<void>;
}

/** How long a sign-in is accepted. */
export type SignInSettings = Pick<ConsoleSettings, 'clientId' | 'idleMinutes' | 'maxAgeMinutes'>;

const ENDED = 'ended';

/** When a sign-in was last used, UTC ms since 1970 and by the monotonic clock, or that it has ended. */
type SignIn = { readonly lastUsed: number; readonly uptime: number } | typeof ENDED;

/** The sign-ins of one person by `auth_time`. */
type SignInsByTime = Map<number, SignIn>;

/** People whose sign-ins are remembered. A further one replaces the least recently used one. */
const MAX_PEOPLE = 10_000;

/** The newest sign-ins that are remembered for each person. Sign-ins of other people never displace them. */
const MAX_SIGN_INS = 16;

function remember(known: SignInsByTime, authTime: number, signIn: SignIn): void {
  known.set(authTime, signIn);
  if (known.size > MAX_SIGN_INS) known.delete(Math.min(...known.keys()));
}

/** Whether a sign-in is older than all remembered ones, so that it may have ended. */
function isForgotten(known: SignInsByTime, authTime: number): boolean {
  return known.size >= MAX_SIGN_INS && authTime < Math.min(...known.keys());
}

/** How far the issuer's clock may be ahead of the gateway's. */
const TOLERANCE_MS = 5_000;

const NO_AUTH_TIME =
  'The access token does not say when its holder signed in. Let the issuer put auth_time into access tokens, or set admin.console.maxAgeMinutes to null.';

export function signInRefused(reason: string, problems: readonly string[] = []): GatewayError {
  return new GatewayError('REAUTHENTICATION_REQUIRED', { reason, problems });
}
