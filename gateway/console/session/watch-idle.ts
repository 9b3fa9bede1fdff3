import { idleFor, lastSignIn, noteActivity } from './activity.ts';

/** Events that count as activity. */
const ACTIVITY_EVENTS = ['pointerdown', 'keydown', 'wheel', 'touchstart', 'scroll'] as const;
const CHECK_MS = 1_000;

/**
 * Calls `onIdle` after `idleMs` without activity in any tab of the console. Calls `onLeft` after another tab has signed out
 * or signed in again, possibly as another person. Returns a function that stops watching.
 *
 * It compares times, since timers stop while a laptop sleeps or a tab is in the background.
 */
export function watchIdle(
  idleMs: number,
  {
    signIn,
    onIdle,
    onLeft,
  }: {
    /** The `lastSignIn` of this browser when this tab began. */
    readonly signIn: number | null;
    readonly onIdle: () => void;
    readonly onLeft: () => void;
  },
): () => void {
  /** Ends the session if it has to end; returns whether it goes on. */
  const check = (): boolean => {
    const idle = idleFor(Date.now());
    // Another tab has signed in since, so this tab's tokens may be another person's.
    const isReplaced = lastSignIn() !== signIn;
    if (idle !== null && idle < idleMs && !isReplaced) return true;
    stop();
    if (idle === null || isReplaced) onLeft();
    else onIdle();
    return false;
  };
  // Check first: the key press that wakes the machine must not hide the idle time.
  const note = () => {
    if (check()) noteActivity(Date.now());
  };
  const timer = setInterval(check, CHECK_MS);
  for (const name of ACTIVITY_EVENTS)
    addEventListener(name, note, { passive: true, capture: true });
  document.addEventListener('visibilitychange', check);
  const stop = () => {
    clearInterval(timer);
    for (const name of ACTIVITY_EVENTS) removeEventListener(name, note, { capture: true });
    document.removeEventListener('visibilitychange', check);
  };
  return stop;
}
