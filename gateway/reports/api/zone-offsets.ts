/** Until when (UTC ms, excluded) a time zone is so far ahead of UTC, ms. */
export interface ZoneOffset {
  readonly until: number;
  readonly ahead: number;
}

const DAY_MS = 86_400_000;

/** What is further away than this from the beginning of 1970 has the offset of this time: no clock is so wrong. */
const FURTHEST = 150 * 366 * DAY_MS;

/**
 * How far a time zone (IANA, https://www.iana.org/time-zones) is ahead of UTC between two times, both inclusive:
 * one after the other, the last without an end. Summer time begins and ends to the minute, as that zone has it.
 */
export function zoneOffsets(timeZone: string, from: number, to: number): readonly ZoneOffset[] {
  const aheadAt = createClock(timeZone);
  const offsets: ZoneOffset[] = [];
  const end = Math.min(to, FURTHEST);
  let at = Math.min(Math.max(from, 0), FURTHEST);
  let ahead = aheadAt(at);
  while (at < end) {
    const next = Math.min(at + DAY_MS, end);
    if (aheadAt(next) !== ahead) {
      offsets.push({ until: firstChange(aheadAt, at, next), ahead });
      ahead = aheadAt(next);
    }
    at = next;
  }
  return [...offsets, { until: Infinity, ahead }];
}

/** Whether somebody's clock has this zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Between two times with different offsets. */
function firstChange(aheadAt: (time: number) => number, from: number, to: number): number {
  const before = aheadAt(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (aheadAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

function createClock(timeZone: string): (time: number) => number {
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
  return (time) => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const day = [read('year'), read('month') - 1, read('day')] as const;
    const shown = Date.UTC(...day, read('hour'), read('minute'), read('second'));
    return shown - Math.floor(time / 1000) * 1000;
  };
}
