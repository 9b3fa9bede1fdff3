import type { Settings } from './parse-settings.ts';
import { forgetActivity, idleFor, lastSignIn, noteActivity, noteSignIn } from './activity.ts';
import { openIssuer, StaleSignInError } from './issuer.ts';
import type { Issuer, Tokens } from './issuer.ts';
import { keepPending, takePending } from './pending-sign-in.ts';
import type { SignInDemand } from './pending-sign-in.ts';
import { noteUnended, takeUnended } from './unended-sign-in.ts';
import { watchIdle } from './watch-idle.ts';

/** Why the user is signed out. */
export type SignedOutReason =
  /** No sign-in since the last sign-out, or on this browser at all. */
  | 'never'
  /** The user signed out, here or in another tab. */
  | 'asked'
  /** The user signed out, and the gateway did not answer: it may still accept the token. */
  | 'unended'
  /** There was no activity for the idle time. */
  | 'idle'
  /** The access token can't be renewed, or the gateway refuses it. The issuer's session may still be valid. */
  | 'expired'
  /** The gateway refuses the sign-in behind the token: too old, idle or ended. Only a new sign-in helps. */
  | 'refused'
  /** The issuer returned an earlier sign-in instead of authenticating the user. */
  | 'stale'
  /** The sign-in was canceled, or its response is invalid. */
  | 'failed'
  /** The issuer does not respond. */
  | 'unreachable';

export type SessionState =
  /** `leaving`: the issuer's sign-in page is being opened. */
  | { readonly kind: 'starting' | 'leaving' | 'signed-in' }
  | { readonly kind: 'signed-out'; readonly why: SignedOutReason };

/** The sign-in of this page. */
export interface Session {
  readonly settings: Settings;
  readonly state: () => SessionState;
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * Opens the issuer's sign-in page, which returns to `path`. `isReload` accepts the issuer's session, since the user has
   * signed in within the idle time.
   */
  readonly signIn: (path: string, options?: { readonly isReload: boolean }) => Promise<void>;
  readonly signOut: () => void;
  /** A token that is valid for at least the renewal margin; null if the session has ended. */
  readonly accessToken: () => Promise<string | null>;
  /** Ends the session, because the gateway refuses the token (`expired`) or its sign-in (`refused`). */
  readonly expire: (why: 'expired' | 'refused') => void;
}

/** The address of the page, and how to change it. */
export interface Place {
  /** The URL of the console, such as `https://gateway.example/admin`. */
  readonly base: string;
  readonly url: URL;
  readonly go: (to: URL) => void;
  /** Changes the path in the address bar without loading the page again. */
  readonly replace: (path: string) => void;
}

/**
 * Starts a session. It completes a sign-in that returns from the issuer. After a reload within the idle time it opens the
 * issuer at once; otherwise the user presses the sign-in button.
 *
 * Tokens exist only in this closure. They are dropped with the page, at sign-out, and after the idle time. From then on
 * the issuer has to authenticate the user anew: a sign-in is accepted only if its `auth_time` is newer.
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
  /** Discovers the issuer once. After a failure, the next call tries again. */
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
    takeUnended();
    if (given.authTime !== null) noteSignIn(given.authTime);
    noteActivity(Date.now());
    stopWatch = watchIdle(idleMs, {
      signIn: lastSignIn(),
      onIdle: () => end('idle'),
      onLeft: () => end('asked'),
    });
    become({ kind: 'signed-in' });
  };
  /** Renews the tokens; null, and the session has ended, if the issuer refuses or gives no refresh token. */
  const renew = async (old: Tokens): Promise<Tokens | null> => {
    try {
      const given = old.refresh === null ? null : await (await open()).refresh(old);
      // The user may have signed out meanwhile, so the new tokens are dropped.
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

  /** Ends the sign-in at the gateway and the session at the issuer, as far as possible. It has ended here already. */
  const leave = async (left: Tokens | null): Promise<void> => {
    try {
      // Without a maximum age, the gateway keeps no sign-ins.
      if (left !== null && settings.maxAgeMinutes !== null && !(await endSignIn(left.access))) {
        noteUnended();
        if (state.kind === 'signed-out') become({ kind: 'signed-out', why: 'unended' });
      }
      const to = (await open()).signOutUrl(left?.id ?? null);
      if (to !== null) place.go(to);
    } catch {
      // If the issuer is unreachable, nothing usable is left here.
    }
  };

  const session: Session = {
    settings,
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    signIn: async (path, { isReload } = { isReload: false }) => {
      const demand = demandOf(settings, isReload);
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
      // The issuer's session is not enough: a new sign-in is required.
      if (why === 'refused') forgetActivity();
      end(why);
    },
  };

  const start = async (): Promise<void> => {
    const path = place.url.pathname;
    if (path !== '/admin/signed-in') {
      const idle = idleFor(Date.now());
      const isSignedOut = path === '/admin/signed-out';
      if (isSignedOut) place.replace('/admin');
      if (isSignedOut) become({ kind: 'signed-out', why: takeUnended() ? 'unended' : 'asked' });
      else if (idle !== null && idle < idleMs)
        await session.signIn(path + place.url.search, { isReload: true });
      else become({ kind: 'signed-out', why: idle === null ? 'never' : 'idle' });
      return;
    }
    const pending = takePending();
    // Remove the code from the address bar and the history first.
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

/** A token is renewed this long before it expires, so that it stays valid while a request is sent. */
const RENEW_BEFORE_MS = 30_000;

/** A reload accepts the issuer's session. Any other sign-in has to be newer than the last one and the idle time. */
function demandOf({ idleMinutes, maxAgeMinutes }: Settings, isReload: boolean): SignInDemand {
  if (isReload) return { maxAge: maxAgeMinutes === null ? null : maxAgeMinutes * 60, after: null };
  return { maxAge: idleMinutes * 60, after: lastSignIn() };
}

async function endSignIn(token: string): Promise<boolean> {
  const response = await fetch('/admin/sign-out', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    keepalive: true,
  }).catch(() => null);
  // A token that the gateway refuses needs no end.
  return response !== null && (response.ok || response.status === 401);
}
