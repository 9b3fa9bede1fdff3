/** The time zone of the reader's clock, by its IANA name: whose days are shown and asked for. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The reader's day so many days before a time, such as `2026-01-31`. */
export function dayBefore(now: number, days: number): string {
  const today = new Date(now);
  // At noon, which every day has, also those on which clocks change.
  const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() - days, 12);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** When the reader's day begins: ISO 8601, UTC. */
export function startOf(day: string): string {
  return new Date(`${day}T00:00:00.000`).toISOString();
}

/** The last millisecond of the reader's day: ISO 8601, UTC. */
export function endOf(day: string): string {
  return new Date(`${day}T23:59:59.999`).toISOString();
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}
