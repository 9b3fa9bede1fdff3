import { idleFor, lastSignIn, noteActivity } from './activity.ts';

/** What counts as somebody being there. */
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart', 'scroll'] as const;
const CHECK_MS = 1_000;

/**
 * Calls `onIdle` once nobody has done anything in any tab of the console for `idleMs`, and `onLeft` once another
 * tab has signed out, or signed in anew: another person may use the console by then, and timers of a tab in the
 * background may have been paused meanwhile. Gives what ends the watch.
 *
 * It compares times, since timers stand still while a laptop sleeps; a lid that is opened after an hour
 * doesn't show the page again.
 */
export function watchIdle(
  idleMs: number,
  {
    authTime,
    onIdle,
    onLeft,
  }: {
    /** Of the sign-in of this tab; null where the issuer doesn't say. */
    readonly authTime: number | null;
    readonly onIdle: () => void;
    readonly onLeft: () => void;
  },
): () => void {
  const judge = (): boolean => {
    const idle = idleFor(Date.now());
    const isReplaced = authTime !== null && lastSignIn() !== authTime;
    if (idle !== null && idle < idleMs && !isReplaced) return true;
    stop();
    if (idle === null || isReplaced) onLeft();
    else onIdle();
    return false;
  };
  // Judged first: the key press that wakes the machine must not count as if nobody had been away.
  const note = () => {
    if (judge()) noteActivity(Date.now());
  };
  const timer = setInterval(judge, CHECK_MS);
  for (const sign of SIGNS) addEventListener(sign, note, { passive: true, capture: true });
  document.addEventListener('visibilitychange', judge);
  const stop = () => {
    clearInterval(timer);
    for (const sign of SIGNS) removeEventListener(sign, note, { capture: true });
    document.removeEventListener('visibilitychange', judge);
  };
  return stop;
}
