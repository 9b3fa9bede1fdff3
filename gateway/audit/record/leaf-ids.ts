import { uuid } from '../../platform/uuid.ts';

/** Ids of records in ascending order, even if the clock goes back. */
export interface LeafIds {
  /** The next id, for a record written at this time (UTC ms). */
  next(at: number): string;
}

/** Ids that follow the id of the last record; null for an empty ledger. They are UUIDv7 with a counter. https://www.rfc-editor.org/rfc/rfc9562#section-6.2 */
export function createLeafIds(last: string | null): LeafIds {
  let time = last === null ? 0 : timeOf(last) + 1;
  let count = 0;
  return {
    next(at) {
      count = at > time ? 0 : count + 1;
      time = Math.max(at, time);
      return uuid({ msecs: time, seq: count });
    },
  };
}

function timeOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}
