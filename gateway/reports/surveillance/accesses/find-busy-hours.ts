import { sql } from '../../../platform/kysely.ts';
import type { EventCondition } from '../../query/filter-condition.ts';
import { PART_NUMBERS, type IndexDatabase } from '../../index/index-tables.ts';
import { maskOf } from '../../index/leaf-events.ts';
import { usualVolume, type UsualVolume } from './usual-volume.ts';
import { DAY_MS, HOUR_MS } from '../../../platform/durations.ts';

/** An hour (UTC) in which an actor saw more patients than usual, according to the index. */
export interface BusyHour {
  /** The actor's number in the index. */
  readonly actor: number;
  /** Start of the hour, UTC ms since 1970. */
  readonly from: number;
  readonly usual: UsualVolume;
}

/** Days before an hour whose volumes are the baseline. */
const BASELINE_DAYS = 90;

/** Returns the usual volume of an actor before a day, from the actor's hours in the previous 90 days. */
export type UsualVolumeOf = (actor: number, day: number) => Promise<UsualVolume>;

/**
 * Creates the baselines of the days from `first` to `last`, both given by their starts. Counts each actor's hours
 * once for all days. The counts are the index's own, which only `compareIndex` proves.
 */
export function createUsualVolumes(
  database: IndexDatabase,
  {
    first,
    last,
    min,
  }: {
    readonly first: number;
    readonly last: number;
    /** Patients in an hour that are never unusual. */
    readonly min: number;
  },
): UsualVolumeOf {
  const hoursByActor = new Map<number, readonly CountedHour[]>();
  const hoursOf = async (actor: number) => {
    const rows = await database
      .selectFrom('events')
      .select([hour.as('hour'), patients.as('patients')])
      .where('events.actor', '=', actor)
      .where('events.at', '>=', first - BASELINE_DAYS * DAY_MS)
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
    const hours = hoursByActor.get(actor) ?? (await hoursOf(actor));
    hoursByActor.set(actor, hours);
    const before = hours.filter(({ from }) => from >= day - BASELINE_DAYS * DAY_MS && from < day);
    return usualVolume(
      before.map((each) => each.patients),
      min,
    );
  };
}

interface CountedHour {
  /** Start of the hour, UTC ms since 1970. */
  readonly from: number;
  readonly patients: number;
}

/** Finds the hours of a day in which an actor saw more patients than their usual volume allows (`usualVolume`). */
export async function findBusyHours(
  database: IndexDatabase,
  condition: EventCondition,
  {
    day,
    min,
    usualVolumeOf,
  }: { readonly day: number; readonly min: number; readonly usualVolumeOf: UsualVolumeOf },
): Promise<readonly BusyHour[]> {
  const busy = await database
    .selectFrom('events')
    .select(['events.actor', hour.as('hour'), patients.as('patients')])
    .where(condition)
    .where('events.part', '=', ACCESS_PART)
    // Patients who read their own record are not counted.
    .where('events.relations', '<>', maskOf(['self']))
    .groupBy(['events.actor', hour])
    .having(patients, '>', min)
    .execute();
  const found: BusyHour[] = [];
  for (const row of busy) {
    const { actor } = row;
    if (actor === null) continue;
    const usual = await usualVolumeOf(actor, day);
    if (Number(row.patients) <= usual.limit) continue;
    found.push({ actor, from: Number(row.hour) * HOUR_MS, usual });
  }
  return found;
}

/** An hour (UTC) in which very many records were released to an actor, according to the index. */
export interface BulkHour {
  /** The actor's number in the index. */
  readonly actor: number;
  /** Start of the hour, UTC ms since 1970. */
  readonly from: number;
}

/** Finds the hours in which more than `max` records were released to an actor. */
export async function findBulkHours(
  database: IndexDatabase,
  condition: EventCondition,
  max: number,
): Promise<readonly BulkHour[]> {
  const rows = await database
    .selectFrom('events')
    .select(['events.actor', hour.as('hour')])
    .where(condition)
    .where('events.part', '=', ACCESS_PART)
    .where('events.relations', '<>', maskOf(['self']))
    .groupBy(['events.actor', hour])
    .having(({ fn }) => fn.sum('events.records'), '>', max)
    .execute();
  return rows.flatMap(({ actor, hour: number }) =>
    actor === null ? [] : [{ actor, from: Number(number) * HOUR_MS }],
  );
}

/** Hours since 1970: both databases divide integers without a fraction. */
const hour = sql<number | string>`${sql.ref('events.at')} / ${sql.lit(HOUR_MS)}`;
const patients = sql<number | string>`count(DISTINCT ${sql.ref('events.patient')})`;
/** Rows of what was released, as opposed to denials and to writes that only name a patient. */
const ACCESS_PART = PART_NUMBERS.access;
