import { idleFor } from '../session/activity.ts';
import type { Session } from '../session/create-session.ts';
import { ask } from './ask.ts';

/**
 * Shows the gateway that somebody is at work while they read without asking for anything: it takes no more tokens of a
 * sign-in that it has not seen for the idle time. Asks only after a sign of life since the time before.
 */
export function keepSignedIn(session: Session): void {
  const everyMs = Math.min(MOST_MS, (session.settings.idleMinutes * 60_000) / 3);
  setInterval(() => {
    const idle = idleFor(Date.now());
    if (session.state().kind !== 'signed-in' || idle === null || idle > everyMs) return;
    // What fails here is shown by whatever is asked next.
    ask(session, SIGN_OF_LIFE, {}).catch(() => undefined);
  }, everyMs);
}

const MOST_MS = 60_000;

const SIGN_OF_LIFE = { document: '{ ledger { isReady } }', parse: () => null };
