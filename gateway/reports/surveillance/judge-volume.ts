import { PARTS, type IndexDatabase } from '../index/index-tables.ts';
import type { EventCondition } from '../query/event-condition.ts';
import type { JudgedCase } from './judged-case.ts';
import { showing, summarize } from './judge-group.ts';
import { leavesOf } from './access-group.ts';
import type { ProveEvents, ProvenAccess } from './prove-events.ts';
import { HOUR_MS, type BusyHour } from './usual-hours.ts';

/**
 * The cases of actors who saw more patients in an hour than usual: one per actor and day. The hours are counted
 * again from proven events, so that a forged row makes no case.
 */
export async function judgeVolumes(
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
): Promise<readonly JudgedCase[]> {
  const cases: JudgedCase[] = [];
  for (const actor of new Set(hours.map((hour) => hour.actor))) {
    const judged: Judged[] = [];
    for (const hour of hours.filter((each) => each.actor === actor)) {
      const ids = await database
        .selectFrom('events')
        .select('events.id')
        .where(condition)
        .where('events.actor', '=', actor)
        .where('events.part', '=', PARTS.indexOf('access'))
        .where('events.at', '>=', hour.from)
        .where('events.at', '<', hour.from + HOUR_MS)
        .orderBy('events.id')
        .limit(MAX_ROWS)
        .execute();
      const accesses = (await prove(ids.map(({ id }) => id))).filter(isCounted);
      const patients = new Set(accesses.map(({ patient }) => patient)).size;
      if (patients > hour.usual.limit) judged.push({ hour, accesses, patients });
    }
    const [first] = await prove(await firstOf(database, condition, actor));
    const accesses = judged.flatMap((each) => each.accesses);
    const [busiest] = judged.toSorted((a, b) => b.patients - a.patients);
    if (busiest === undefined) continue;
    const event = first?.id ?? Math.min(...accesses.map(({ id }) => id));
    cases.push({
      place: { concerns: 'volume', event },
      day,
      actor: busiest.accesses[0]?.actor ?? '',
      issuer: busiest.accesses[0]?.issuer ?? '',
      patient: null,
      ...summarize(accesses),
      ...showing(accesses, leavesOf(accesses)),
      reasons: [{ rule: 'VOLUME', text: textOf(busiest, judged.length) }],
      notKnown: [],
    });
  }
  return cases;
}

interface Judged {
  readonly hour: BusyHour;
  readonly accesses: readonly ProvenAccess[];
  readonly patients: number;
}

/** Rows per hour, at most. More rows would not change the result. */
const MAX_ROWS = 20_000;

function isCounted({ isReleased, relations }: ProvenAccess): boolean {
  return isReleased && relations.some((relation) => relation !== 'self');
}

/** The actor's first event of the day. It stays the first as the day goes on. */
async function firstOf(database: IndexDatabase, condition: EventCondition, actor: number) {
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

function textOf({ hour, patients }: Judged, hours: number): string {
  const { median, limit, hours: counted } = hour.usual;
  const time = new Date(hour.from).toISOString().slice(11, 16);
  const usual =
    counted === 0
      ? 'The actor has no earlier hours to compare with'
      : `Usual for the actor are ${median} (median of ${counted} ${counted === 1 ? 'hour' : 'hours'} in 90 days)`;
  const others = hours === 1 ? '' : ` So were ${hours - 1} further hours of the day.`;
  return `${patients} patients in the hour from ${time} UTC. ${usual}, and more than ${limit} are unusual.${others}`;
}
