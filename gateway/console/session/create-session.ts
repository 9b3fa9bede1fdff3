import type { Settings } from './parse-settings.ts';
import { forgetActivity, idleFor, lastSignIn, noteActivity, noteSignIn } from './activity.ts';
import { openIssuer, StaleSignInError } from './issuer.ts';
import type { Issuer, Tokens } from './issuer.ts';
import { keepPending, takePending } from './pending-sign-in.ts';
import type { SignInDemand } from './pending-sign-in.ts';
import { watchIdle } from './watch-idle.ts';

/** Why nobody is signed in. */
export type SignedOutReason =
  'never' | 'asked' | 'idle' | 'expired' | 'refused' | 'stale' | 'failed' | 'unreachable';

export type SessionState =
  | { readonly kind: 'starting' | 'leaving' | 'signed-in' }
  | { readonly kind: 'signed-out'; readonly why: SignedOutReason };

/** Who is signed in, for as long as this page lives. */
export interface Session {
  readonly settings: Settings;
  readonly state: () => SessionState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Goes to the issuer, and comes back to this path; `isAgain` where the page was only loaded again. */
  readonly signIn: (path: string, isAgain?: boolean) => Promise<void>;
  readonly signOut: () => void;
  /** A token that is good for a while yet; null where there is none any more: the session is over then. */
  readonly accessToken: () => Promise<string | null>;
  /** The gateway doesn't take the token any more: it has ended, or its sign-in doesn't count any more. */
  readonly expire: (why: 'expired' | 'refused') => void;
}

/** Where the page was opened, and how it moves. */
export interface Place {
  readonly base: string;
  readonly url: URL;
  readonly go: (to: URL) => void;
  /** Shows another path of this page without leaving it. */
  readonly replace: (path: string) => void;
}

/**
 * Starts a session: takes up a sign-in that comes back from the issuer, or goes there at once where somebody
 * was active just now and only reloaded the page; everybody else is asked first.
 *
 * Tokens stand in this closure alone and are gone with the page, at sign-out, and after the configured time
 * without a sign of life. After that, and after a sign-out, the issuer has to ask again who is there: what it gives
 * counts only where it says that it did (`auth_time`).
 */
export function createSession(settings: Settings, place: Place): Session {
  const idleMs = settings.idleMinutes * 60_000;
  const listeners = new Set<() => void>();
  let state: SessionState = { kind: 'starting' };
  let tokens: Tokens | null = null;
  let issuer: Promise<Issuer> | null = null;
  let renewing: Promise<Tokens | null> | null = null;
  let stopWatch: (() => void) | null = null;

  const become = (next: SessionState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const end = (why: SignedOutReason) => {
    stopWatch?.();
    tokens = null;
    renewing = null;
    become({ kind: 'signed-out', why });
  };
  const open = async (): Promise<Issuer> => {
    issuer ??= openIssuer(settings, place.base);
    try {
      return await issuer;
    } catch (error) {
      issuer = null;
      throw error;
    }
  };
  const begin = (given: Tokens) => {
    tokens = given;
    if (given.authTime !== null) noteSignIn(given.authTime);
    noteActivity(Date.now());
    const { authTime } = given;
    stopWatch = watchIdle(idleMs, {
      authTime,
      onIdle: () => end('idle'),
      onLeft: () => end('asked'),
    });
    become({ kind: 'signed-in' });
  };
  const renew = async (old: Tokens): Promise<Tokens | null> => {
    try {
      const given = old.refresh === null ? null : await (await open()).refresh(old);
      // Somebody may have signed out meanwhile.
      if (tokens !== old) return null;
      tokens = given;
      if (given === null) end('expired');
      return given;
    } catch {
      if (tokens === old) end('expired');
      return null;
    } finally {
      renewing = null;
    }
  };

  /** Ends the sign-in at the gateway and the issuer's session too, where that can be done. Here it is over by then in any case. */
  const leave = async (left: Tokens | null): Promise<void> => {
    try {
      if (left !== null && settings.maxAgeMinutes !== null) await endSignIn(left.access);
      const to = (await open()).signOutUrl(left?.id ?? null);
      if (to !== null) place.go(to);
    } catch {
      // Whoever can't be told can't be told: nothing is left here that could be used.
    }
  };

  const session: Session = {
    settings,
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    signIn: async (path, isAgain = false) => {
      const demand = demandOf(settings, isAgain);
      become({ kind: 'leaving' });
      try {
        const [to, pending] = await (await open()).signInUrl(path, demand);
        keepPending(pending);
        place.go(to);
      } catch {
        become({ kind: 'signed-out', why: 'unreachable' });
      }
    },
    signOut: () => {
      const left = tokens;
      forgetActivity();
      end('asked');
      void leave(left);
    },
    accessToken: async () => {
      if (tokens === null) return null;
      if (Date.now() < tokens.expires - RENEW_BEFORE_MS) return tokens.access;
      renewing ??= renew(tokens);
      return (await renewing)?.access ?? null;
    },
    expire: (why) => {
      if (tokens === null) return;
      // A new sign-in is needed then, and not the one that the issuer remembers.
      if (why === 'refused') forgetActivity();
      end(why);
    },
  };

  const start = async (): Promise<void> => {
    const path = place.url.pathname;
    if (path !== '/admin/signed-in') {
      const idle = idleFor(Date.now());
      const isBack = path === '/admin/signed-out';
      if (isBack) place.replace('/admin');
      if (isBack) become({ kind: 'signed-out', why: 'asked' });
      else if (idle !== null && idle < idleMs) await session.signIn(path + place.url.search, true);
      else become({ kind: 'signed-out', why: idle === null ? 'never' : 'idle' });
      return;
    }
    const pending = takePending();
    // The code leaves the address bar and the history before anything else happens.
    place.replace(pending?.path ?? '/admin');
    if (pending === null) return become({ kind: 'signed-out', why: 'failed' });
    try {
      begin(await (await open()).exchange(place.url, pending));
    } catch (error) {
      become({ kind: 'signed-out', why: error instanceof StaleSignInError ? 'stale' : 'failed' });
    }
  };
  void start();
  return session;
}

/** So that a token doesn't end on its way. */
const RENEW_BEFORE_MS = 30_000;

/** A page that was loaded again goes on with the sign-in that there is; everybody else shows who they are. */
function demandOf({ idleMinutes, maxAgeMinutes }: Settings, isAgain: boolean): SignInDemand {
  if (isAgain) return { maxAge: maxAgeMinutes === null ? null : maxAgeMinutes * 60, after: null };
  return { maxAge: idleMinutes * 60, after: lastSignIn() };
}

async function endSignIn(token: string): Promise<void> {
  await fetch('/admin/sign-out', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    keepalive: true,
  }).catch(() => null);
}
