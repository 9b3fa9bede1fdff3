import { LRUCache } from 'lru-cache';
import { GatewayError } from '../platform/errors.ts';
import { callerKey, type Caller } from '../platform/caller.ts';
import type { ConsoleSettings } from './console-settings.ts';

/** Sign-ins of the people who read reports. */
export interface SignIns {
  /**
   * Throws `REAUTHENTICATION_REQUIRED` for a token whose sign-in is older than `maxAgeMinutes`, was not seen here for
   * `idleMinutes`, or has ended. A token without `auth_time` is refused too, unless its client is another one than
   * the console: a program that signs in as itself has no such time.
   */
  assertFresh(caller: Caller): void;
  /** From now on no token of this sign-in is taken. */
  end(caller: Caller): void;
  /** How old a new sign-in may be, in seconds: what `max_age` of an authorization request has to be. */
  readonly maxAgeSeconds: number;
}

/**
 * Creates them; null where the operator has turned the check off. A sign-in is an issuer, a subject and an
 * `auth_time`, which the refreshed tokens of a sign-in share. When it was seen last is known to this gateway alone
 * and until it stops: another one counts from `auth_time`, and so asks for a new sign-in rather too early.
 */
export function createSignIns(
  { clientId, idleMinutes, maxAgeMinutes }: SignInSettings,
  clock: () => number,
): SignIns | null {
  if (maxAgeMinutes === null) return null;
  const idleMs = idleMinutes * 60_000;
  const people = new LRUCache<string, SignInsOf>({ max: MAX_PEOPLE });
  const signInsOf = (caller: Caller): SignInsOf => {
    const key = callerKey(caller);
    const known = people.get(key) ?? new Map<number, SignIn>();
    people.set(key, known);
    return known;
  };
  return {
    maxAgeSeconds: idleMinutes * 60,
    assertFresh(caller) {
      const { authTime } = caller;
      if (authTime === null) {
        if (caller.clientId !== null && caller.clientId !== clientId) return;
        throw refused('AUTH_TIME_MISSING', [NO_AUTH_TIME]);
      }
      const now = clock();
      if (authTime > now + TOLERANCE_MS) throw refused('AUTH_TIME_IN_FUTURE');
      const known = signInsOf(caller);
      const sign = known.get(authTime);
      if (isForgotten(known, authTime) || sign === ENDED) throw refused('SIGN_IN_ENDED');
      if (now - authTime > maxAgeMinutes * 60_000) throw refused('SIGN_IN_TOO_OLD');
      const seen = sign?.seen ?? authTime;
      if (now - seen > idleMs) throw refused('SIGN_IN_IDLE');
      remember(known, authTime, { seen: Math.max(now, seen) });
    },
    end(caller) {
      if (caller.authTime !== null) remember(signInsOf(caller), caller.authTime, ENDED);
    },
  };
}

/** What decides how long a sign-in counts. */
export type SignInSettings = Pick<ConsoleSettings, 'clientId' | 'idleMinutes' | 'maxAgeMinutes'>;

const ENDED = 'ended';

type SignIn = { readonly seen: number } | typeof ENDED;

/** Sign-ins of one person, by their `auth_time`. */
type SignInsOf = Map<number, SignIn>;

/** People whose sign-ins are remembered; a further one takes the place of the one who was seen the longest ago. */
const MAX_PEOPLE = 10_000;

/** How many sign-ins are remembered for each person, the newest first; other people's sign-ins never displace them. */
const MAX_SIGN_INS = 16;

function remember(known: SignInsOf, authTime: number, sign: SignIn): void {
  known.set(authTime, sign);
  if (known.size > MAX_SIGN_INS) known.delete(Math.min(...known.keys()));
}

/** Whether it is older than all that are remembered, and may have ended. */
function isForgotten(known: SignInsOf, authTime: number): boolean {
  return known.size >= MAX_SIGN_INS && authTime < Math.min(...known.keys());
}

/** How far the issuer's clock may be ahead of ours. */
const TOLERANCE_MS = 5_000;

const NO_AUTH_TIME =
  'The access token does not say when its holder signed in. Let the issuer put auth_time into access tokens, or set admin.console.maxAgeMinutes to null.';

function refused(reason: string, problems: readonly string[] = []): GatewayError {
  return new GatewayError('REAUTHENTICATION_REQUIRED', { reason, problems });
}
