/** A time of the ledger, UTC ms since 1970, as ISO 8601; a time outside the calendar as a number. */
export function isoTime(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}
