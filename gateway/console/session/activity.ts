/** Keys of local storage, which outlives the page. It holds two times and no secrets. */
const ACTIVITY_KEY = 'phi-console-last-activity';
const SIGN_IN_KEY = 'phi-console-last-sign-in';

/** Stores the time of the user's last activity, for all tabs. */
export function noteActivity(now: number): void {
  localStorage.setItem(ACTIVITY_KEY, String(now));
}

/** Removes the stored activity, so that the page does not sign in by itself when it is opened next. */
export function forgetActivity(): void {
  localStorage.removeItem(ACTIVITY_KEY);
}

/** The ms since the last activity; null without activity since the last sign-out. */
export function idleFor(now: number): number | null {
  const noted = Number(localStorage.getItem(ACTIVITY_KEY) ?? Number.NaN);
  // A time in the future comes from a clock that was set back.
  return Number.isFinite(noted) && noted <= now ? now - noted : null;
}

/** Stores the time of the sign-in at the issuer, in seconds since 1970. */
export function noteSignIn(authTime: number): void {
  localStorage.setItem(SIGN_IN_KEY, String(authTime));
}

/** The time of the last sign-in at the issuer, in seconds since 1970; null without a sign-in. */
export function lastSignIn(): number | null {
  const noted = Number(localStorage.getItem(SIGN_IN_KEY) ?? Number.NaN);
  return Number.isFinite(noted) ? noted : null;
}
