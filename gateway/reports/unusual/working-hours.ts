/** When certain roles work. */
export interface WorkingHours {
  /** A name of the IANA time zone database, such as America/New_York. */
  readonly timeZone: string;
  /** Minutes since midnight, local time. Where `to` isn't behind `from`, the hours go on past midnight. */
  readonly from: number;
  readonly to: number;
  /** Days of the week on which the hours begin; 0 is Sunday. */
  readonly days: readonly number[];
  /** Whose hours these are. */
  readonly roles: readonly string[];
}

/** A span of time, UTC ms since 1970; `to` is not in it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** Whether a time is outside of the hours, by the clocks of their time zone. */
export function isOutside(time: number, hours: WorkingHours): boolean {
  return !isInside(time, hours, offsetOf(time, hours.timeZone));
}

/**
 * What lies outside of the hours between two times, as spans of whole minutes: what an index can look for.
 * Where the clocks are changed in between, each side has its own offset.
 */
export function spansOutside(between: Span, hours: WorkingHours): Span[] {
  const spans: { from: number; to: number }[] = [];
  for (const { from, to, offset } of segments(between, hours.timeZone)) {
    for (let minute = from; minute < to; minute += MINUTE_MS) {
      if (isInside(minute, hours, offset)) continue;
      const last = spans.at(-1);
      if (last?.to === minute) last.to = minute + MINUTE_MS;
      else spans.push({ from: minute, to: minute + MINUTE_MS });
    }
  }
  return spans;
}

/** Whether the name is one of a time zone that this platform knows. */
export function isTimeZone(name: string): boolean {
  try {
    return formatIn(name).format(0) !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isInside(time: number, { from, to, days }: WorkingHours, offset: number): boolean {
  const minutes = Math.floor((time + offset) / MINUTE_MS);
  const day = Math.floor(minutes / DAY_MINUTES);
  const minute = minutes - day * DAY_MINUTES;
  const isWorked = (number: number) => days.includes((((number + THURSDAY) % 7) + 7) % 7);
  if (from < to) return isWorked(day) && minute >= from && minute < to;
  return (minute >= from && isWorked(day)) || (minute < to && isWorked(day - 1));
}

/** 1 January 1970. */
const THURSDAY = 4;

function segments(between: Span, timeZone: string): (Span & { readonly offset: number })[] {
  const { from, to } = between;
  const offset = offsetOf(from, timeZone);
  if (to - from <= MINUTE_MS || offsetOf(to - MINUTE_MS, timeZone) === offset) {
    return [{ from, to, offset }];
  }
  // Clocks are changed on a whole minute.
  const half = Math.ceil((to - from) / MINUTE_MS / 2) * MINUTE_MS;
  return [
    ...segments({ from, to: from + half }, timeZone),
    ...segments({ from: from + half, to }, timeZone),
  ];
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}

/** Ms to add to UTC for what clocks there show. */
function offsetOf(time: number, timeZone: string): number {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(time / 1_000) * 1_000;
}
