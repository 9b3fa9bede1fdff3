import { timeZone, type TimeZone } from '../time-zone.ts';
import { DAY_MS } from '../../platform/durations.ts';

/** The offset of a time zone from UTC until the zone's next change. */
export interface ZoneOffset {
  /** UTC ms, exclusive. */
  readonly until: number;
  /** Ms to add to UTC: 3_600_000 in Vienna in winter. */
  readonly ahead: number;
}

/** Times after this one have its offset, and times before 1970 that of 1970. The search takes a step for each day. */
const FURTHEST = 150 * 366 * DAY_MS;

/**
 * The offsets of an IANA time zone (https://www.iana.org/time-zones) between two times, both inclusive, in their
 * order; the last one does not end. Changes are found to the ms.
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

/** The first ms with the later offset, between two times with different offsets. */
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
