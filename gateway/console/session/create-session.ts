import type { Settings } from '../api/parse-settings.ts';
import { forgetActivity, idleFor, noteActivity } from './activity.ts';
import { openIssuer } from './issuer.ts';
import type { Issuer, Tokens } from './issuer.ts';
import { keepPending, takePending } from './pending-sign-in.ts';
import { watchIdle } from './watch-idle.ts';

/** Why nobody is signed in. */
export type SignedOutReason = 'never' | 'asked' | 'idle' | 'expired' | 'failed' | 'unreachable';

export type SessionState =
  | { readonly kind: 'starting' | 'leaving' | 'signed-in' }
  | { readonly kind: 'signed-out'; readonly why: SignedOutReason };

/** Who is signed in, for as long as this page lives. */
export interface Session {
  readonly settings: Settings;
  readonly state: () => SessionState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Goes to the issuer, and comes back to this path. */
  readonly signIn: (path: string) => Promise<void>;
  readonly signOut: () => void;
  /** A token that is good for a while yet; null where there is none any more: the session is over then. */
  readonly accessToken: () => Promise<string | null>;
  /** The gateway doesn't take the token any more. */
  readonly expire: () => void;
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
 * without a sign of life. Whoever comes back after that has to show the issuer who they are again.
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
    noteActivity(Date.now());
    stopWatch = watchIdle(idleMs, { onIdle: () => end('idle'), onLeft: () => end('asked') });
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

  /** Ends the issuer's session too, where that can be done. Here it is over by then in any case. */
  const leave = async (idToken: string | null): Promise<void> => {
    try {
      const to = (await open()).signOutUrl(idToken);
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
    signIn: async (path) => {
      const idle = idleFor(Date.now());
      become({ kind: 'leaving' });
      try {
        const [to, pending] = await (await open()).signInUrl(path, idle !== null && idle >= idleMs);
        keepPending(pending);
        place.go(to);
      } catch {
        become({ kind: 'signed-out', why: 'unreachable' });
      }
    },
    signOut: () => {
      const idToken = tokens?.id ?? null;
      forgetActivity();
      end('asked');
      void leave(idToken);
    },
    accessToken: async () => {
      if (tokens === null) return null;
      if (Date.now() < tokens.expires - RENEW_BEFORE_MS) return tokens.access;
      renewing ??= renew(tokens);
      return (await renewing)?.access ?? null;
    },
    expire: () => {
      if (tokens !== null) end('expired');
    },
  };

  const start = async (): Promise<void> => {
    const path = place.url.pathname;
    if (path !== '/admin/signed-in') {
      const idle = idleFor(Date.now());
      const isBack = path === '/admin/signed-out';
      if (isBack) place.replace('/admin');
      if (isBack) become({ kind: 'signed-out', why: 'asked' });
      else if (idle !== null && idle < idleMs) await session.signIn(path + place.url.search);
      else become({ kind: 'signed-out', why: idle === null ? 'never' : 'idle' });
      return;
    }
    const pending = takePending();
    // The code leaves the address bar and the history before anything else happens.
    place.replace(pending?.path ?? '/admin');
    if (pending === null) return become({ kind: 'signed-out', why: 'failed' });
    try {
      begin(await (await open()).exchange(place.url, pending));
    } catch {
      become({ kind: 'signed-out', why: 'failed' });
    }
  };
  void start();
  return session;
}

/** So that a token doesn't end on its way. */
const RENEW_BEFORE_MS = 30_000;
