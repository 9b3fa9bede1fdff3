import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { sql } from '../../kysely.ts';
import type { EventCondition } from '../index/event-filter.ts';
import { readHead, type HeadOptions, type IndexHead } from '../index/head-of-index.ts';
import type { IndexDatabase } from '../index/index-tables.ts';
import type { ReportIndex } from '../index/open-index.ts';
import type { Refusal } from '../index/show-events.ts';
import type { AccessGroup, SeenAccess } from './access-group.ts';
import { countedIn, narrow, type Narrowed } from './counted-events.ts';
import type { FactKeys, Facts } from './facts/person-facts.ts';
import { findCandidates, findPairs, unknownRules, type Pair } from './find-candidates.ts';
import { findFirsts } from './find-firsts.ts';
import { judgeGroup } from './judge-group.ts';
import { judgeVolumes } from './judge-volume.ts';
import type { JudgedCase } from './judged-case.ts';
import { createProveEvents, type ProveEvents } from './prove-events.ts';
import { UNUSUAL_RULES, type UnusualRule } from './unusual-rule.ts';
import type { UnusualSettings } from './unusual-settings.ts';
import { findBusyHours } from './usual-hours.ts';

/** Which days and whose events are looked at. */
export interface Look {
  /** UTC ms since 1970, both inclusive; the whole of their days is judged. */
  readonly since: number;
  readonly until: number;
  readonly actor: string | null;
  readonly patient: string | null;
}

/** What a gateway judges every look by. */
export interface JudgedBy {
  readonly settings: UnusualSettings;
  /** Facts that can be asked for. */
  readonly known: FactKeys;
  readonly isDryRun: boolean;
}

/** What is looked at, and by what it is judged. */
export interface CaseQuery extends JudgedBy {
  readonly look: Look;
  readonly facts: Facts;
}

/** What was found. */
export interface FoundCases {
  /** The newest first. */
  readonly cases: readonly JudgedCase[];
  /** Rows that the ledger doesn't bear out, each once: no case rests on them. */
  readonly refused: readonly Refusal[];
  /** Rules that could say nothing of so many: each an actor, a patient and a day. */
  readonly notKnown: readonly { readonly rule: UnusualRule; readonly count: number }[];
}

/** What cases are found in. */
export interface CaseSources {
  readonly index: ReportIndex;
  readonly reader: LedgerReader;
  /** What all is proven against; null for an index without a leaf. */
  readonly head: () => Promise<IndexHead | null>;
}

/** The same with the head that the index has whenever it is asked for. */
export function caseSources(
  index: ReportIndex,
  reader: LedgerReader,
  options: HeadOptions,
): CaseSources {
  return { index, reader, head: () => readHead(index, reader, options) };
}

export const DAY_MS = 86_400_000;

/** The begin of a time's day in UTC. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}

/**
 * Finds what the rules find unusual, day by day: the index tells of which pairs of actor and patient a rule
 * might find something, the ledger bears their events out, and the rules judge by these alone.
 */
export async function findCases(
  { index, reader, head: findHead }: CaseSources,
  query: CaseQuery,
): Promise<FoundCases> {
  const { look } = query;
  const head = await findHead();
  const database = await index.database();
  const narrowed = head === null ? undefined : await narrow(database, look);
  if (head === null || narrowed === undefined) return { cases: [], refused: [], notKnown: [] };
  const refused = new Map<number, Refusal>();
  const prove = createProveEvents(database, reader, head, (refusal) => {
    refused.set(refusal.leaf, refusal);
  });
  const unknown = new Map<UnusualRule, number>();
  const cases: JudgedCase[] = [];
  for (let day = dayOf(look.until); day >= dayOf(look.since); day -= DAY_MS) {
    const parts: DayParts = { database, prove, size: head.size, narrowed, unknown };
    const found = await judgeDay(day, query, parts);
    cases.push(...found.filter((each) => isWithin(each, look)));
  }
  return {
    cases: cases.toSorted(newestFirst),
    refused: [...refused.values()],
    notKnown: UNUSUAL_RULES.flatMap((rule) => {
      const count = unknown.get(rule);
      return count === undefined ? [] : [{ rule, count }];
    }),
  };
}

/** By what they begin with, which doesn't change. */
function newestFirst(one: JudgedCase, other: JudgedCase): number {
  return (
    other.place.event - one.place.event ||
    one.place.concerns.localeCompare(other.place.concerns, 'en')
  );
}

function isWithin({ since, until }: JudgedCase, look: Look): boolean {
  return until >= look.since && since <= look.until;
}

interface DayParts {
  readonly database: IndexDatabase;
  readonly prove: ProveEvents;
  readonly size: number;
  readonly narrowed: Narrowed;
  readonly unknown: Map<UnusualRule, number>;
}

async function judgeDay(
  day: number,
  { settings, facts, known, isDryRun, look }: CaseQuery,
  { database, prove, size, narrowed, unknown }: DayParts,
): Promise<readonly JudgedCase[]> {
  const span = { from: day, to: day + DAY_MS };
  const condition = await countedIn(database, span, narrowed, size);
  const pairs = await findPairs(database, condition);
  if (pairs.length === 0) return [];
  // What is the first of an actor's, or too many, is so among all of their patients.
  const ofActor = await countedIn(database, span, { ...narrowed, patient: null }, size);
  const { categories } = settings.firstCategory;
  const firsts = await findFirsts(database, ofActor, { day, categories, prove });
  const given = { settings, facts, firsts };
  for (const pair of pairs) {
    for (const rule of unknownRules(pair, given, known)) {
      unknown.set(rule, (unknown.get(rule) ?? 0) + 1);
    }
  }
  const candidates = await findCandidates(database, condition, {
    day: span,
    pairs,
    given,
    isDryRun,
  });
  const groups = await readGroups(database, condition, { day, candidates, prove });
  const cases = groups.flatMap((group) => judgeGroup(group, given, known) ?? []);
  if (look.patient !== null) return cases;
  const hours = await findBusyHours(database, ofActor, { day, least: settings.volume.least });
  return [...cases, ...(await judgeVolumes(database, ofActor, { day, hours, prove }))];
}

/** Pairs whose events are looked for in one statement. */
const PAIRS = 400;

/** What the ledger bears out of these pairs' events. */
async function readGroups(
  database: IndexDatabase,
  condition: EventCondition,
  {
    day,
    candidates,
    prove,
  }: {
    readonly day: number;
    readonly candidates: readonly Pair[];
    readonly prove: ProveEvents;
  },
) {
  const ids: number[] = [];
  for (let at = 0; at < candidates.length; at += PAIRS) {
    const some = candidates.slice(at, at + PAIRS);
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
  const groups = new Map<string, { actor: string; patient: string; accesses: SeenAccess[] }>();
  for (const access of await prove(ids.toSorted((a, b) => a - b))) {
    const { actor, patient } = access;
    const key = JSON.stringify([actor, patient]);
    const group = groups.get(key) ?? { actor, patient, accesses: [] };
    group.accesses.push(access);
    groups.set(key, group);
  }
  return [...groups.values()].map((group): AccessGroup => ({ ...group, day }));
}
