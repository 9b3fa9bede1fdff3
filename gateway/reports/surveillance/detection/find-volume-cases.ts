import { countOf } from '../../../platform/count-of.ts';
import { PART_NUMBERS, type IndexDatabase } from '../../index/index-tables.ts';
import type { EventCondition } from '../../query/filter-condition.ts';
import type { DetectedCase } from '../cases/detected-case.ts';
import { selectEvidence, summarizeAccesses } from './evaluate-group.ts';
import { leavesOf } from '../accesses/access-group.ts';
import type { ProveEvents, ProvenAccess } from '../accesses/prove-events.ts';
import type { BulkHour, BusyHour } from '../accesses/find-busy-hours.ts';
import { HOUR_MS } from '../../../platform/durations.ts';

/**
 * Finds the cases of actors who saw unusually many patients, or very many records, in an hour of a day: one per actor,
 * however many of the hours are. `hours` and `bulk` are such hours by the index. They are counted again over proven
 * events, so that forged rows of the index make no case.
 */
export async function findVolumeCases(
  database: IndexDatabase,
  condition: EventCondition,
  {
    day,
    hours,
    bulk,
    maxRecords,
    prove,
  }: {
    readonly day: number;
    readonly hours: readonly BusyHour[];
    readonly bulk: readonly BulkHour[];
    readonly maxRecords: number;
    readonly prove: ProveEvents;
  },
): Promise<readonly DetectedCase[]> {
  const cases: DetectedCase[] = [];
  for (const actor of new Set([...hours, ...bulk].map((hour) => hour.actor))) {
    const isOfActor = (hour: BulkHour) => hour.actor === actor;
    const read = createHourReader(database, condition, prove);
    const busy = await countHours(hours.filter(isOfActor), {
      read,
      limitOf: ({ usual }) => usual.limit,
      count: (accesses) => new Set(accesses.map(({ patient }) => patient)).size,
    });
    const full = await countHours(bulk.filter(isOfActor), {
      read,
      limitOf: () => maxRecords,
      count: (accesses) => accesses.reduce((sum, { records }) => sum + records, 0),
    });
    const [first] = await prove(await firstEventId(database, condition, actor));
    const accesses = distinct([...busy, ...full].flatMap((each) => each.accesses));
    const [sample] = accesses;
    // No hour is left if the ledger proves too few of its rows.
    if (sample === undefined) continue;
    // The ledger may not prove the row of the first event.
    const event = first?.id ?? Math.min(...accesses.map(({ id }) => id));
    cases.push({
      place: { concerns: 'volume', event },
      day,
      actor: sample.actor,
      issuer: sample.issuer,
      patient: null,
      ...summarizeAccesses(accesses),
      ...selectEvidence(accesses, leavesOf(accesses)),
      reasons: [
        ...busy.slice(0, 1).map((most) => ({
          rule: 'VOLUME' as const,
          text: volumeText(most, busy.length),
          at: most.hour.from,
        })),
        ...full.slice(0, 1).map((most) => ({
          rule: 'BULK_DOWNLOAD' as const,
          text: bulkText(most, maxRecords, full.length),
          at: most.hour.from,
        })),
      ],
      notKnown: [],
      suppressions: [],
    });
  }
  return cases;
}

interface CountedHour<Hour extends BulkHour> {
  readonly hour: Hour;
  readonly accesses: readonly ProvenAccess[];
  readonly counted: number;
}

/** Counts hours over their proven accesses. Returns those above their limit, the highest count first. */
async function countHours<Hour extends BulkHour>(
  hours: readonly Hour[],
  {
    read,
    limitOf,
    count,
  }: {
    readonly read: (hour: BulkHour) => Promise<readonly ProvenAccess[]>;
    readonly limitOf: (hour: Hour) => number;
    readonly count: (accesses: readonly ProvenAccess[]) => number;
  },
): Promise<readonly CountedHour<Hour>[]> {
  const found: CountedHour<Hour>[] = [];
  for (const hour of hours) {
    const accesses = (await read(hour)).filter(isCounted);
    const counted = count(accesses);
    if (counted > limitOf(hour)) found.push({ hour, accesses, counted });
  }
  return found.toSorted((a, b) => b.counted - a.counted);
}

/** Creates the reader of the proven accesses of hours, each read once. */
function createHourReader(database: IndexDatabase, condition: EventCondition, prove: ProveEvents) {
  const known = new Map<number, readonly ProvenAccess[]>();
  return async (hour: BulkHour): Promise<readonly ProvenAccess[]> => {
    const accesses =
      known.get(hour.from) ?? (await prove(await accessIds(database, condition, hour)));
    known.set(hour.from, accesses);
    return accesses;
  };
}

/** Each access once, in the order of the ledger. */
function distinct(accesses: readonly ProvenAccess[]): readonly ProvenAccess[] {
  return [...new Map(accesses.map((access) => [access.id, access])).values()].toSorted(
    (a, b) => a.id - b.id,
  );
}

/** At most this many rows of an hour are proven: enough to show an unusual volume. */
const MAX_ROWS = 20_000;

/** Returns the ids of an actor's accesses in an hour. */
async function accessIds(database: IndexDatabase, condition: EventCondition, hour: BulkHour) {
  const rows = await database
    .selectFrom('events')
    .select('events.id')
    .where(condition)
    .where('events.actor', '=', hour.actor)
    .where('events.part', '=', PART_NUMBERS.access)
    .where('events.at', '>=', hour.from)
    .where('events.at', '<', hour.from + HOUR_MS)
    .orderBy('events.id')
    .limit(MAX_ROWS)
    .execute();
  return rows.map(({ id }) => id);
}

/** Released accesses count, except those of patients to their own record; writes that only name a patient do not. */
function isCounted({ isReleased, relations }: ProvenAccess): boolean {
  return isReleased && relations.some((relation) => relation !== 'self');
}

/**
 * Returns the id of the actor's first event of the day in a list, which is empty if there is no event. It identifies the
 * case: unlike the first access of a busy hour, it stays the same when more hours of the day are counted.
 */
async function firstEventId(database: IndexDatabase, condition: EventCondition, actor: number) {
  const row = await database
    .selectFrom('events')
    .select('events.id')
    .where(condition)
    .where('events.actor', '=', actor)
    .orderBy('events.id')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? [] : [row.id];
}

function volumeText({ hour, counted }: CountedHour<BusyHour>, busyHours: number): string {
  const { median, limit, hours: baselineHours } = hour.usual;
  const usual =
    baselineHours === 0
      ? 'The actor has no earlier hours to compare with'
      : `The actor’s median is ${median} (${countOf(baselineHours, 'hour')} in the previous 90 days)`;
  const others = otherHours(busyHours);
  return `${counted} patients in one hour. ${usual}; more than ${limit} are unusual.${others}`;
}

function bulkText({ counted }: CountedHour<BulkHour>, max: number, hours: number): string {
  return `${counted} records in one hour; more than ${max} are a bulk download.${otherHours(hours)}`;
}

function otherHours(hours: number): string {
  return hours === 1
    ? ''
    : ` ${countOf(hours - 1, 'other hour', 'other hours')} of the day had too many as well.`;
}
