import { sql } from '../../kysely.ts';
import type { EventCondition } from '../index/event-filter.ts';
import { PARTS, type IndexDatabase } from '../index/index-tables.ts';
import { maskOf } from '../index/leaf-events.ts';
import { usualVolume, type UsualVolume } from './usual-volume.ts';

/** An hour (UTC) in which an actor saw more patients than usual, by the index. */
export interface BusyHour {
  readonly actor: number;
  /** Its begin, UTC ms since 1970. */
  readonly from: number;
  readonly usual: UsualVolume;
}

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What is usual is drawn from so many days before. */
const USUAL_DAYS = 90;

/**
 * Finds the hours of a day in which an actor saw more patients than they usually do (`usualVolume`). What is
 * usual is the index's own number, which `compareIndex` proves.
 */
export async function findBusyHours(
  database: IndexDatabase,
  condition: EventCondition,
  { day, least }: { readonly day: number; readonly least: number },
): Promise<readonly BusyHour[]> {
  const hour = sql<number | string>`${sql.ref('events.at')} / ${sql.lit(HOUR_MS)}`;
  const patients = sql<number | string>`count(DISTINCT ${sql.ref('events.patient')})`;
  const access = PARTS.indexOf('access');
  const busy = await database
    .selectFrom('events')
    .select(['events.actor', hour.as('hour'), patients.as('patients')])
    .where(condition)
    .where('events.part', '=', access)
    .where('events.relations', '<>', maskOf(['self']))
    .groupBy(['events.actor', hour])
    .having(patients, '>', least)
    .execute();
  const usual = new Map<number, UsualVolume>();
  const found: BusyHour[] = [];
  for (const row of busy) {
    const { actor } = row;
    if (actor === null) continue;
    if (!usual.has(actor)) {
      const hours = await database
        .selectFrom('events')
        .select(patients.as('patients'))
        .where('events.actor', '=', actor)
        .where('events.at', '>=', day - USUAL_DAYS * DAY_MS)
        .where('events.at', '<', day)
        .where('events.part', '=', access)
        .where('events.patient', 'is not', null)
        .groupBy(hour)
        .execute();
      const counts = hours.map((each) => Number(each.patients));
      usual.set(actor, usualVolume(counts, least));
    }
    const volume = usual.get(actor);
    if (volume === undefined || Number(row.patients) <= volume.limit) continue;
    found.push({ actor, from: Number(row.hour) * HOUR_MS, usual: volume });
  }
  return found;
}
