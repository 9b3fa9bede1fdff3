/** What outlives the page: when somebody last did something here, and when they had signed in. No secrets. */
const KEY = 'phi-console-last-activity';
const SIGN_IN_KEY = 'phi-console-last-sign-in';

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

/** Notes when the person who is signed in did so at the issuer, in seconds since 1970. */
export function noteSignIn(authTime: number): void {
  localStorage.setItem(SIGN_IN_KEY, String(authTime));
}

/** The last such time; null where nobody has signed in yet. */
export function lastSignIn(): number | null {
  const noted = Number(localStorage.getItem(SIGN_IN_KEY) ?? Number.NaN);
  return Number.isFinite(noted) ? noted : null;
}
