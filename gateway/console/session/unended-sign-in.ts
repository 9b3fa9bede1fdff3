/** Key of session storage, which outlives the issuer's page for signing out. */
const KEY = 'phi-console-unended';

/** Notes that the gateway did not confirm the sign-out. */
export function noteUnended(): void {
  sessionStorage.setItem(KEY, 'yes');
}

/** Returns whether it was noted, and removes the note. */
export function takeUnended(): boolean {
  const isNoted = sessionStorage.getItem(KEY) !== null;
  sessionStorage.removeItem(KEY);
  return isNoted;
}
