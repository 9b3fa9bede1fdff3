import type { EventCondition } from '../../query/filter-condition.ts';
import { findTexts } from '../../index/dictionary.ts';
import { PART_NUMBERS, type IndexDatabase } from '../../index/index-tables.ts';
import { maskOf } from '../../index/leaf-events.ts';
import { sql } from '../../../platform/kysely.ts';
import { MINUTE_MS } from '../../../platform/durations.ts';
import type { ProveEvents, ProvenAccess } from './prove-events.ts';
import { createSiteLookup, type SiteOf } from '../sites.ts';
import type { SurveillanceSettings } from '../surveillance-config.ts';

/** Two accesses by one account from two sites, of which one follows the other too soon. */
export interface Journey {
  /** Names of the sites. */
  readonly from: string;
  readonly to: string;
  /** Time between the accesses. */
  readonly ms: number;
  /** The first access: when it was recorded, UTC ms since 1970, and the index of its record. */
  readonly departure: { readonly at: number; readonly leaf: number };
}

/** Accesses of an actor's day that are searched. */
const MAX_EVENTS = 20_000;

/**
 * Finds the first journey of each actor that ends on a day: event id of the arrival → journey. Addresses in the index
 * select the events, and only proven events make a journey. `condition` selects accesses from so long before the day as
 * a journey may take.
 */
export async function findJourneys(
  database: IndexDatabase,
  condition: EventCondition,
  {
    day,
    travel: { sites, minutes },
    prove,
  }: {
    readonly day: number;
    readonly travel: SurveillanceSettings['travel'];
    readonly prove: ProveEvents;
  },
): Promise<ReadonlyMap<number, Journey>> {
  const journeys = new Map<number, Journey>();
  if (sites.length < 2) return journeys;
  const siteOf = createSiteLookup(sites);
  const maxMs = minutes * MINUTE_MS;
  for (const actor of await findRoamingActors(database, condition)) {
    const pairs = journeysOf(await readStays(database, condition, { actor, siteOf }), {
      day,
      maxMs,
    });
    for (const [departure, arrival] of pairs) {
      const proven = await prove([departure, arrival]);
      const one = proven.find(({ id }) => id === departure);
      const other = proven.find(({ id }) => id === arrival);
      const journey = one && other ? provenJourney(one, other, siteOf) : null;
      if (journey === null || journey.ms > maxMs) continue;
      journeys.set(arrival, journey);
      break;
    }
  }
  return journeys;
}

/** Selects accesses, without those of patients to their own record. */
function accessesOf(database: IndexDatabase, condition: EventCondition) {
  return database
    .selectFrom('events')
    .where(condition)
    .where('events.part', '=', PART_NUMBERS.access)
    .where('events.relations', '<>', maskOf(['self']))
    .where('events.address', 'is not', null);
}

/** Actors with more than one address, by the index. */
async function findRoamingActors(database: IndexDatabase, condition: EventCondition) {
  const rows = await accessesOf(database, condition)
    .select('events.actor')
    .groupBy('events.actor')
    .having(sql<number>`count(DISTINCT ${sql.ref('events.address')})`, '>', 1)
    .execute();
  return rows.flatMap(({ actor }) => actor ?? []);
}

/** An access from a site. */
interface Stay {
  readonly id: number;
  readonly at: number;
  readonly site: string;
}

async function readStays(
  database: IndexDatabase,
  condition: EventCondition,
  { actor, siteOf }: { readonly actor: number; readonly siteOf: SiteOf },
): Promise<readonly Stay[]> {
  const rows = await accessesOf(database, condition)
    .select(['events.id', 'events.at', 'events.address'])
    .where('events.actor', '=', actor)
    .orderBy('events.at')
    .orderBy('events.id')
    .limit(MAX_EVENTS)
    .execute();
  const texts = await findTexts(
    database,
    'names',
    new Set(rows.flatMap((row) => row.address ?? [])),
  );
  const siteByNumber = new Map([...texts].map(([id, address]) => [id, siteOf(address)?.name]));
  return rows.flatMap(({ id, at, address }) => {
    const site = address === null ? undefined : siteByNumber.get(address);
    return site === undefined ? [] : [{ id, at, site }];
  });
}

/** The ids of departures and arrivals of journeys that end on the day or later, in the order of time. */
function journeysOf(
  stays: readonly Stay[],
  { day, maxMs }: { readonly day: number; readonly maxMs: number },
): readonly (readonly [departure: number, arrival: number])[] {
  return stays.flatMap((arrival, place) => {
    const departure = stays[place - 1];
    return departure === undefined ||
      departure.site === arrival.site ||
      arrival.at < day ||
      arrival.at - departure.at > maxMs
      ? []
      : [[departure.id, arrival.id] as const];
  });
}

function provenJourney(one: ProvenAccess, other: ProvenAccess, siteOf: SiteOf): Journey | null {
  const [from, to] = [one, other].map(({ address }) => siteOf(address ?? ''));
  const isSameAccount = one.issuer === other.issuer && one.actor === other.actor;
  if (!from || !to || from.name === to.name || !isSameAccount) return null;
  if (!one.isReleased || !other.isReleased) return null;
  const departure = { at: one.at, leaf: one.leaf };
  return { from: from.name, to: to.name, ms: Math.abs(other.at - one.at), departure };
}
