const LOCAL = new Intl.DateTimeFormat('en-US', {
  year: 'numeric',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});

const LOCAL_DAY = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium' });

const DAY = new Intl.DateTimeFormat('en-US', {
  weekday: 'short',
  month: 'short',
  day: 'numeric',
  timeZone: 'UTC',
});

const SHORT_DAY = new Intl.DateTimeFormat('en-US', {
  month: 'short',
  day: 'numeric',
  timeZone: 'UTC',
});

/** A time in the reader's time zone, which it names. */
export function localTime(iso: string): string {
  return LOCAL.format(new Date(iso));
}

/** The same in UTC, to the second. */
export function utcTime(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A day such as `2026-01-31`, with its weekday. */
export function dayWords(day: string): string {
  return DAY.format(new Date(`${day}T00:00:00Z`));
}

const LONG_DAY = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });

/** A day such as `1972-12-05`, with its year. */
export function longDay(day: string): string {
  return LONG_DAY.format(new Date(`${day}T00:00:00Z`));
}

/** A day such as `2026-01-31` without its weekday. */
export function shortDay(day: string): string {
  return SHORT_DAY.format(new Date(`${day}T00:00:00Z`));
}

/** Whether two times are shown alike, to the second. */
export function isSameMoment(one: string, other: string): boolean {
  return localTime(one) === localTime(other);
}

const LOCAL_WEEKDAY = new Intl.DateTimeFormat('en-US', {
  weekday: 'short',
  month: 'short',
  day: 'numeric',
});

/** The reader's days from one time to another with their weekdays, such as `Sat, Jan 31`. */
export function localWeekdays(since: string, until: string): string {
  const [from, to] = [since, until].map((iso) => LOCAL_WEEKDAY.format(new Date(iso)));
  return from === to ? `${from}` : `${from} to ${to}`;
}

/** A period by its first and last day; one day if they are the same. */
export function localDays(since: string, until: string): string {
  const [from, to] = [localDay(since), localDay(until)];
  return from === to ? from : `${from} to ${to}`;
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;
const RELATIVE = new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' });

/** The name of the reader's time zone, in which all days and times are shown. */
export function timeZoneWords(): string {
  return timeZoneName('en-US');
}

/** The name of the reader's time zone as a locale (BCP 47) writes it. */
export function timeZoneName(locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZoneName: 'longGeneric' }).formatToParts();
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** The day of a time in the reader's time zone. */
export function localDay(iso: string): string {
  return LOCAL_DAY.format(new Date(iso));
}

/** How long ago a time was, rounded down to days, hours or minutes. */
export function ago(iso: string, now: number): string {
  const seconds = (now - Date.parse(iso)) / 1_000;
  for (const [unit, size] of STEPS)
    if (seconds >= size) return RELATIVE.format(-Math.floor(seconds / size), unit);
  return 'just now';
}
