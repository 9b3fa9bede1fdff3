/** The time zone of the reader by its IANA name. Days are shown and counted in it. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The reader's day a number of days before a time, such as `2026-01-31`. */
export function dayBefore(now: number, days: number): string {
  const today = new Date(now);
  // At noon, which every day has, even when clocks change.
  const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() - days, 12);
  return `${day.getFullYear()}-${twoDigits(day.getMonth() + 1)}-${twoDigits(day.getDate())}`;
}

/** The first millisecond of the reader's day: ISO 8601, UTC. */
export function startOf(day: string): string {
  return new Date(`${day}T00:00:00.000`).toISOString();
}

/** The last millisecond of the reader's day: ISO 8601, UTC. */
export function endOf(day: string): string {
  return new Date(`${day}T23:59:59.999`).toISOString();
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}
