/** How far a time zone's clocks are ahead of UTC at a time (UTC ms since 1970), ms. */
export type TimeZone = (time: number) => number;

const zones = new Map<string, TimeZone>();

/** The time zone of that name (IANA, https://www.iana.org/time-zones); null for an unknown name. */
export function findTimeZone(name: string): TimeZone | null {
  const known = zones.get(name) ?? openZone(name);
  if (known !== null) zones.set(name, known);
  return known;
}

/** Whether a name is that of a time zone. */
export function isTimeZone(name: string): boolean {
  return findTimeZone(name) !== null;
}

/** The time zone of a name that was checked. Throws a `RangeError` for an unknown name. */
export function timeZone(name: string): TimeZone {
  const zone = findTimeZone(name);
  if (zone === null) throw new RangeError('There is no such time zone.');
  return zone;
}

/** The start of the day, in a time zone, some years before the day of a time. UTC ms since 1970. */
export function startOfDayYearsBefore(time: number, years: number, zone: string): number {
  const aheadAt = timeZone(zone);
  const day = new Date(time + aheadAt(time));
  day.setUTCFullYear(day.getUTCFullYear() - years);
  const shown = day.setUTCHours(0, 0, 0, 0);
  return shown - aheadAt(shown - aheadAt(shown));
}

function openZone(name: string): TimeZone | null {
  try {
    return createTimeZone(
      new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      }),
    );
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function createTimeZone(format: Intl.DateTimeFormat): TimeZone {
  return (time) => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const day = [read('year'), read('month') - 1, read('day')] as const;
    const shown = Date.UTC(...day, read('hour'), read('minute'), read('second'));
    return shown - Math.floor(time / 1_000) * 1_000;
  };
}
