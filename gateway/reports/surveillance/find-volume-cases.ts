import { countOf } from '../../platform/count-of.ts';
import { PART_NUMBERS, type IndexDatabase } from '../index/index-tables.ts';
import type { EventCondition } from '../query/filter-condition.ts';
import type { DetectedCase } from './detected-case.ts';
import { selectEvidence, summarizeAccesses } from './evaluate-group.ts';
import { leavesOf } from './access-group.ts';
import type { ProveEvents, ProvenAccess } from './prove-events.ts';
import type { BusyHour } from './find-busy-hours.ts';
import { HOUR_MS } from '../../platform/durations.ts';

/**
 * Finds the cases of actors who saw unusually many patients in an hour of a day: one per actor, however many of the hours
 * are busy. `hours` are the busy hours by the index. Their patients are counted again over proven events, so that forged
 * rows of the index make no case.
 */
export async function findVolumeCases(
  database: IndexDatabase,
  condition: EventCondition,
  {
    day,
    hours,
    prove,
  }: {
    readonly day: number;
    readonly hours: readonly BusyHour[];
    readonly prove: ProveEvents;
  },
): Promise<readonly DetectedCase[]> {
  const cases: DetectedCase[] = [];
  for (const actor of new Set(hours.map((hour) => hour.actor))) {
    const counted: CountedHour[] = [];
    for (const hour of hours.filter((each) => each.actor === actor)) {
      const accesses = (await prove(await accessIds(database, condition, hour))).filter(isCounted);
      const patients = new Set(accesses.map(({ patient }) => patient)).size;
      if (patients > hour.usual.limit) counted.push({ hour, accesses, patients });
    }
    const [first] = await prove(await firstEventId(database, condition, actor));
    const accesses = counted.flatMap((each) => each.accesses);
    const [busiest] = counted.toSorted((a, b) => b.patients - a.patients);
    const [sample] = accesses;
    // No hour is left if the ledger proves too few of its rows.
    if (busiest === undefined || sample === undefined) continue;
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
      reasons: [{ rule: 'VOLUME', text: reasonText(busiest, counted.length) }],
      notKnown: [],
    });
  }
  return cases;
}

interface CountedHour {
  readonly hour: BusyHour;
  readonly accesses: readonly ProvenAccess[];
  readonly patients: number;
}

/** At most this many rows of an hour are proven: enough to show an unusual volume. */
const MAX_ROWS = 20_000;

/** Returns the ids of an actor's accesses in an hour. */
async function accessIds(database: IndexDatabase, condition: EventCondition, hour: BusyHour) {
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

function reasonText({ hour, patients }: CountedHour, busyHours: number): string {
  const { median, limit, hours: baselineHours } = hour.usual;
  const time = new Date(hour.from).toISOString().slice(11, 16);
  const usual =
    baselineHours === 0
      ? 'The actor has no earlier hours to compare with'
      : `The actor’s median is ${median} (${countOf(baselineHours, 'hour')} in the previous 90 days)`;
  const others =
    busyHours === 1
      ? ''
      : ` ${countOf(busyHours - 1, 'other hour', 'other hours')} of the day had too many as well.`;
  return `${patients} patients in the hour from ${time} UTC. ${usual}; more than ${limit} are unusual.${others}`;
}
