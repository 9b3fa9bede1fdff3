import { idleFor } from '../session/activity.ts';
import type { Session } from '../session/create-session.ts';
import { sendOperation } from './send-operation.ts';

/**
 * Sends a request now and then while the user is active but requests nothing. The gateway refuses tokens of a sign-in
 * that it has not seen for the idle time.
 */
export function keepSignedIn(session: Session): void {
  const everyMs = Math.min(MAX_INTERVAL_MS, (session.settings.idleMinutes * 60_000) / 3);
  setInterval(() => {
    const idle = idleFor(Date.now());
    if (session.state().kind !== 'signed-in' || idle === null || idle > everyMs) return;
    // The next request of the page shows what failed here.
    sendOperation(session, 'KeepAlive', {}).catch(() => undefined);
  }, everyMs);
}

const MAX_INTERVAL_MS = 60_000;
