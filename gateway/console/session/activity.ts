/** The one thing that outlives the page: when somebody last did something here. It isn't a secret. */
const KEY = 'phi-console-last-activity';

/** Notes that somebody is there, for all tabs. */
export function noteActivity(now: number): void {
  localStorage.setItem(KEY, String(now));
}

/** Forgets it: whoever opens the page next has to ask to sign in. */
export function forgetActivity(): void {
  localStorage.removeItem(KEY);
}

/** How long ago it was, in ms; null where nobody was there, or signed out since. */
export function idleFor(now: number): number | null {
  const noted = Number(localStorage.getItem(KEY) ?? Number.NaN);
  return Number.isFinite(noted) && noted <= now ? now - noted : null;
}
