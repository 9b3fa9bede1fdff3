import { createContext, use, useSyncExternalStore } from 'react';
import type { Session, SessionState } from './create-session.ts';

/** Provides the session to every component. */
export const SessionContext = createContext<Session | null>(null);

/** The session. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new TypeError('This component has no SessionContext.');
  return session;
}

/** The state of the session. The component renders again when it changes. */
export function useSessionState(): SessionState {
  const { subscribe, state } = useSession();
  return useSyncExternalStore(subscribe, state);
}
