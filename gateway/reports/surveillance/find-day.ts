import { sql } from '../../platform/kysely.ts';
import type { EventCondition } from '../query/event-condition.ts';
import type { IndexDatabase } from '../index/index-tables.ts';
import type { Refusal } from '../query/show-events.ts';
import type { AccessGroup, SeenAccess } from './access-group.ts';
import { countedIn, type Narrowed } from './counted-events.ts';
import { findCandidates, findPairs, type Pair } from './find-candidates.ts';
import type { FirstsOf } from './find-firsts.ts';
import { isUnusualByLedger } from './judge-group.ts';
import { judgeVolumes } from './judge-volume.ts';
import type { JudgedCase } from './judged-case.ts';
import type { ProveEvents } from './prove-events.ts';
import type { UnusualSettings } from './surveillance-config.ts';
import { findBusyHours, type UsualOf } from './usual-hours.ts';

export const DAY_MS = 86_400_000;

/** What a day is judged by, except facts. */
export interface DayQuery {
  readonly settings: UnusualSettings;
}

/** The findings of a day in index and ledger. They hold no facts from the graph. */
export interface DayFindings {
  /** All pairs of actor and patient. */
  readonly pairs: readonly Pair[];
  /** Event → categories; see `createFirsts`. */
  readonly firsts: ReadonlyMap<number, readonly string[]>;
  /** The pairs whose accesses a rule matches by the ledger alone. */
  readonly groups: readonly AccessGroup[];
  readonly volumes: readonly JudgedCase[];
  /** Rows that the ledger does not prove. */
  readonly refused: readonly Refusal[];
}

/** Dependencies of the search. */
export interface DayParts {
  readonly database: IndexDatabase;
  /** Size of the signed tree that events are proven against. */
  readonly size: number;
  readonly narrowed: Narrowed;
  readonly prover: (refused: (refusal: Refusal) => void) => ProveEvents;
  readonly firstsOf: FirstsOf;
  readonly usualOf: UsualOf;
}

/** The pairs of a day, according to the index. */
export async function findDayPairs(
  day: number,
  { database, size, narrowed }: Pick<DayParts, 'database' | 'size' | 'narrowed'>,
): Promise<readonly Pair[]> {
  return findPairs(database, await countedIn(database, spanOf(day), narrowed, size));
}

/** Finds the pairs of a day in the index, and what the ledger proves of them. */
export async function findDay(
  day: number,
  { settings }: DayQuery,
  parts: DayParts,
): Promise<DayFindings> {
  const { database, size, narrowed, prover, firstsOf, usualOf } = parts;
  const span = spanOf(day);
  const condition = await countedIn(database, span, narrowed, size);
  const pairs = await findPairs(database, condition);
  if (pairs.length === 0) return NOTHING;
  const refused: Refusal[] = [];
  const prove = prover((refusal) => refused.push(refusal));
  // First access and volume are judged among all patients of the actor.
  const ofActor = await countedIn(database, span, { ...narrowed, patient: null }, size);
  const firsts = await firstsOf(ofActor, { day, prove });
  const wanted = { day: span, settings, firsts };
  const candidates = await findCandidates(database, condition, { ...wanted, pairs });
  const groups = await readGroups(database, condition, { day, pairs: candidates, prove });
  const found = {
    pairs,
    firsts,
    groups: groups.filter((group) => isUnusualByLedger(group, { settings, firsts })),
    refused,
  };
  if (narrowed.patient !== null) return { ...found, volumes: [] };
  const busy = { day, least: settings.volume.least, usualOf };
  const hours = await findBusyHours(database, ofActor, busy);
  return { ...found, volumes: await judgeVolumes(database, ofActor, { day, hours, prove }) };
}

/** The proven accesses of these pairs on the day. */
export async function findGroups(
  day: number,
  pairs: readonly Pair[],
  { database, size, narrowed, prover }: Omit<DayParts, 'firstsOf' | 'usualOf'>,
  refused: (refusal: Refusal) => void,
): Promise<readonly AccessGroup[]> {
  if (pairs.length === 0) return [];
  const condition = await countedIn(database, spanOf(day), narrowed, size);
  return readGroups(database, condition, { day, pairs, prove: prover(refused) });
}

const NOTHING: DayFindings = Object.freeze({
  pairs: [],
  firsts: new Map(),
  groups: [],
  volumes: [],
  refused: [],
});

function spanOf(day: number) {
  return { from: day, to: day + DAY_MS };
}

/** Pairs per statement. */
const PAIRS = 400;

async function readGroups(
  database: IndexDatabase,
  condition: EventCondition,
  {
    day,
    pairs,
    prove,
  }: {
    readonly day: number;
    readonly pairs: readonly Pair[];
    readonly prove: ProveEvents;
  },
): Promise<readonly AccessGroup[]> {
  const ids: number[] = [];
  for (let at = 0; at < pairs.length; at += PAIRS) {
    const some = pairs.slice(at, at + PAIRS);
    const values = some.map(({ actor, patient }) => sql`(${sql.lit(actor)}, ${sql.lit(patient)})`);
    const pair = sql`(${sql.ref('events.actor')}, ${sql.ref('events.patient')})`;
    const rows = await database
      .selectFrom('events')
      .select('events.id')
      .where(condition)
      .where(sql<boolean>`${pair} IN (VALUES ${sql.join(values)})`)
      .execute();
    ids.push(...rows.map(({ id }) => id));
  }
  const groups = new Map<
    string,
    { actor: string; issuer: string; patient: string; accesses: SeenAccess[] }
  >();
  for (const access of await prove(ids.toSorted((a, b) => a - b))) {
    const { actor, issuer, patient } = access;
    const key = JSON.stringify([issuer, actor, patient]);
    const group = groups.get(key) ?? { actor, issuer, patient, accesses: [] };
    group.accesses.push(access);
    groups.set(key, group);
  }
  return [...groups.values()].map((group): AccessGroup => ({ ...group, day }));
}
