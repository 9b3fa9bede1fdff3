import { createContext, use, useSyncExternalStore } from 'react';
import type { Session, SessionState } from './create-session.ts';

/** The session of this page, for every part of it. */
export const SessionContext = createContext<Session | null>(null);

/** The session. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new TypeError('There is no session above this part of the page.');
  return session;
}

/** How the session stands; the part is drawn again when that changes. */
export function useSessionState(): SessionState {
  const { subscribe, state } = useSession();
  return useSyncExternalStore(subscribe, state);
}
