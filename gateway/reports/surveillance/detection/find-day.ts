import { sql } from '../../../platform/kysely.ts';
import type { EventCondition } from '../../query/filter-condition.ts';
import type { IndexDatabase } from '../../index/index-tables.ts';
import type { Refusal } from '../../query/show-events.ts';
import type { AccessGroup, RecordAccess } from '../accesses/access-group.ts';
import { accessCondition, type AccessScope } from '../accesses/access-condition.ts';
import { findCandidates, findPairs, type Pair } from './find-candidates.ts';
import type { FindFirstAccesses } from '../accesses/find-first-accesses.ts';
import { isUnusualByLedger } from './evaluate-group.ts';
import { findVolumeCases } from './find-volume-cases.ts';
import type { DetectedCase } from '../cases/detected-case.ts';
import type { ProveEvents } from '../accesses/prove-events.ts';
import type { SurveillanceSettings } from '../surveillance-config.ts';
import { findJourneys, type Journey } from '../accesses/find-journeys.ts';
import { findBulkHours, findBusyHours, type UsualVolumeOf } from '../accesses/find-busy-hours.ts';
import { DAY_MS, MINUTE_MS } from '../../../platform/durations.ts';

/** What findings depend on besides the ledger. */
export interface DayQuery {
  readonly settings: SurveillanceSettings;
}

/** What index and ledger say about a day. Holds no facts about people that subgraphs returned. */
export interface DayFindings extends Omit<DayAccesses, 'kind'>, Pick<DayVolumes, 'volumes'> {}

/** The unusual accesses of a day. They do not depend on the thresholds of volumes. */
export interface DayAccesses {
  readonly kind: 'accesses';
  /** Pairs of actor and patient, by the index. */
  readonly pairs: readonly Pair[];
  /** Event id → categories, see `createFirstAccessFinder`. */
  readonly firsts: ReadonlyMap<number, readonly string[]>;
  /** Event id → journey, see `findJourneys`. */
  readonly journeys: ReadonlyMap<number, Journey>;
  /** Proven accesses of the pairs that a rule finds unusual by the ledger alone. */
  readonly groups: readonly AccessGroup[];
  /** Rows of the index that the ledger does not prove. */
  readonly refused: readonly Refusal[];
}

/** The unusual volumes of a day. */
export interface DayVolumes {
  readonly kind: 'volumes';
  /** Cases of unusually many patients, or very many records, in an hour. */
  readonly volumes: readonly DetectedCase[];
  /** Rows of the index that the ledger does not prove. */
  readonly refused: readonly Refusal[];
}

export interface DayDependencies {
  readonly database: IndexDatabase;
  /** Leaves of the signed tree that events are proven against. */
  readonly size: number;
  readonly scope: AccessScope;
  /** Creates a prover; it calls `onRefused` for each row that the ledger does not prove. */
  readonly prover: (onRefused: (refusal: Refusal) => void) => ProveEvents;
  readonly findFirstAccesses: FindFirstAccesses;
  readonly usualVolumeOf: UsualVolumeOf;
}

/** Returns the pairs of a day, by the index alone. */
export async function findDayPairs(
  day: number,
  { database, size, scope }: Pick<DayDependencies, 'database' | 'size' | 'scope'>,
): Promise<readonly Pair[]> {
  return findPairs(database, await accessCondition(database, spanOf(day), scope, size));
}

/** Finds the unusual accesses of a day in the index and proves them against the ledger. */
export async function findDayAccesses(
  day: number,
  { settings }: DayQuery,
  dependencies: DayDependencies,
): Promise<DayAccesses> {
  const { database, size, scope, prover, findFirstAccesses } = dependencies;
  const span = spanOf(day);
  const condition = await accessCondition(database, span, scope, size);
  const pairs = await findPairs(database, condition);
  if (pairs.length === 0) return NO_ACCESSES;
  const refused: Refusal[] = [];
  const prove = prover((refusal) => refused.push(refusal));
  // First accesses are counted over all patients of an actor, also for a window of one patient.
  const ofActor = await accessCondition(database, span, { ...scope, patient: null }, size);
  const firsts = await findFirstAccesses(ofActor, { day, prove });
  // A journey may begin on the day before.
  const since = { from: span.from - settings.travel.minutes * MINUTE_MS, to: span.to };
  const ofJourneys = await accessCondition(database, since, { ...scope, patient: null }, size);
  const journeys = await findJourneys(database, ofJourneys, { day, ...settings, prove });
  const options = { day: span, settings, firsts, journeys, pairs };
  const candidates = await findCandidates(database, condition, options);
  const groups = await readGroups(database, condition, { day, pairs: candidates, prove });
  return {
    kind: 'accesses',
    pairs,
    firsts,
    journeys,
    groups: groups.filter((group) => isUnusualByLedger(group, { settings, firsts, journeys })),
    refused,
  };
}

/** Finds the unusual volumes of a day in the index and proves them against the ledger. */
export async function findDayVolumes(
  day: number,
  { settings }: DayQuery,
  { database, size, scope, prover, usualVolumeOf }: Omit<DayDependencies, 'findFirstAccesses'>,
): Promise<DayVolumes> {
  // A volume case is about many patients, so a window of one patient has none.
  if (scope.patient !== null) return NO_VOLUMES;
  const refused: Refusal[] = [];
  const prove = prover((refusal) => refused.push(refusal));
  const ofActor = await accessCondition(database, spanOf(day), scope, size);
  const busy = { day, min: settings.volume.least, usualVolumeOf };
  const hours = await findBusyHours(database, ofActor, busy);
  const maxRecords = settings.bulkDownload.records;
  const bulk = await findBulkHours(database, ofActor, maxRecords);
  const volume = { day, hours, bulk, maxRecords, prove };
  const volumes = await findVolumeCases(database, ofActor, volume);
  return { kind: 'volumes', volumes, refused };
}

/** Returns the proven accesses of these pairs on a day. */
export async function findGroups(
  day: number,
  pairs: readonly Pair[],
  { database, size, scope, prover }: Omit<DayDependencies, 'findFirstAccesses' | 'usualVolumeOf'>,
  onRefused: (refusal: Refusal) => void,
): Promise<readonly AccessGroup[]> {
  if (pairs.length === 0) return [];
  const condition = await accessCondition(database, spanOf(day), scope, size);
  return readGroups(database, condition, { day, pairs, prove: prover(onRefused) });
}

const NO_ACCESSES: DayAccesses = Object.freeze({
  kind: 'accesses',
  pairs: [],
  firsts: new Map(),
  journeys: new Map(),
  groups: [],
  refused: [],
});

/** Of a day without accesses, and of a window of one patient. */
export const NO_VOLUMES: DayVolumes = Object.freeze({ kind: 'volumes', volumes: [], refused: [] });

function spanOf(day: number) {
  return { from: day, to: day + DAY_MS };
}

/** Pairs that one statement looks up. */
const LOOKUP_BATCH = 400;

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
  for (let at = 0; at < pairs.length; at += LOOKUP_BATCH) {
    const some = pairs.slice(at, at + LOOKUP_BATCH);
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
    { actor: string; issuer: string; patient: string; accesses: RecordAccess[] }
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
