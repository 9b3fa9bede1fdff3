import { sql } from '../../platform/kysely.ts';
import type { EventCondition } from '../query/event-condition.ts';
import { PARTS, type IndexDatabase } from '../index/index-tables.ts';
import { maskOf } from '../index/leaf-events.ts';
import { usualVolume, type UsualVolume } from './usual-volume.ts';

/** An hour (UTC) in which an actor saw more patients than usual, according to the index. */
export interface BusyHour {
  readonly actor: number;
  /** Start of the hour, UTC ms since 1970. */
  readonly from: number;
  readonly usual: UsualVolume;
}

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Days before a day from which its usual volume is computed. */
const USUAL_DAYS = 90;

/** The usual number of patients per hour of an actor on a day, from the 90 days before. */
export type UsualOf = (actor: number, day: number) => Promise<UsualVolume>;

/**
 * Creates it for the days between two starts. Hours that these days share are counted once. The numbers come from
 * the index; `compareIndex` checks them.
 */
export function createUsual(
  database: IndexDatabase,
  { first, last, least }: { readonly first: number; readonly last: number; readonly least: number },
): UsualOf {
  const known = new Map<number, readonly CountedHour[]>();
  const hoursOf = async (actor: number) => {
    const rows = await database
      .selectFrom('events')
      .select([hour.as('hour'), patients.as('patients')])
      .where('events.actor', '=', actor)
      .where('events.at', '>=', first - USUAL_DAYS * DAY_MS)
      .where('events.at', '<', last)
      .where('events.part', '=', ACCESS_PART)
      .where('events.patient', 'is not', null)
      .groupBy(hour)
      .execute();
    return rows.map((row) => ({
      from: Number(row.hour) * HOUR_MS,
      patients: Number(row.patients),
    }));
  };
  return async (actor, day) => {
    const hours = known.get(actor) ?? (await hoursOf(actor));
    known.set(actor, hours);
    const before = hours.filter(({ from }) => from >= day - USUAL_DAYS * DAY_MS && from < day);
    return usualVolume(
      before.map((each) => each.patients),
      least,
    );
  };
}

interface CountedHour {
  /** Its begin, UTC ms since 1970. */
  readonly from: number;
  readonly patients: number;
}

/** Finds the hours of a day in which an actor saw more patients than they usually do (`usualVolume`). */
export async function findBusyHours(
  database: IndexDatabase,
  condition: EventCondition,
  {
    day,
    least,
    usualOf,
  }: { readonly day: number; readonly least: number; readonly usualOf: UsualOf },
): Promise<readonly BusyHour[]> {
  const busy = await database
    .selectFrom('events')
    .select(['events.actor', hour.as('hour'), patients.as('patients')])
    .where(condition)
    .where('events.part', '=', ACCESS_PART)
    .where('events.relations', '<>', maskOf(['self']))
    .groupBy(['events.actor', hour])
    .having(patients, '>', least)
    .execute();
  const found: BusyHour[] = [];
  for (const row of busy) {
    const { actor } = row;
    if (actor === null) continue;
    const usual = await usualOf(actor, day);
    if (Number(row.patients) <= usual.limit) continue;
    found.push({ actor, from: Number(row.hour) * HOUR_MS, usual });
  }
  return found;
}

const hour = sql<number | string>`${sql.ref('events.at')} / ${sql.lit(HOUR_MS)}`;
const patients = sql<number | string>`count(DISTINCT ${sql.ref('events.patient')})`;
const ACCESS_PART = PARTS.indexOf('access');
