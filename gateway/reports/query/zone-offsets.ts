import { timeZone, type TimeZone } from '../../platform/time-zone.ts';

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
export function zoneOffsets(name: string, from: number, to: number): readonly ZoneOffset[] {
  const aheadAt = timeZone(name);
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

/** Between two times with different offsets. */
function firstChange(aheadAt: TimeZone, from: number, to: number): number {
  const before = aheadAt(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (aheadAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
