import type { CaseSources } from './case-sources.ts';
import type { ReviewWindow } from './review-window.ts';
import type { Refusal } from '../query/show-events.ts';
import { NO_DAY_CACHE, type DayCache } from './day-cache.ts';
import type { FactKeys, Facts } from './facts/person-facts.ts';
import type { Pair } from './find-candidates.ts';
import type { DayFindings } from './find-day.ts';
import { judgeGroup } from './judge-group.ts';
import { createPairJudge } from './judge-pair.ts';
import type { JudgedCase } from './judged-case.ts';
import { openDayScanner } from './day-scanner.ts';
import { UNUSUAL_RULES, type UnusualRule } from '../catalog/unusual-rule.ts';
import type { UnusualSettings } from './surveillance-config.ts';

/** The configuration of the rules. */
export interface RuleConfiguration {
  readonly settings: UnusualSettings;
  /** The facts that can be requested. */
  readonly known: FactKeys;
}

/** A review window, and everything that its cases are judged by. */
export interface CaseQuery extends RuleConfiguration {
  readonly window: ReviewWindow;
  readonly facts: Facts;
}

/** The cases of a window. */
export interface FoundCases {
  /** The newest first. */
  readonly cases: readonly JudgedCase[];
  /** Rows that the ledger does not prove, each once: no case relies on them. */
  readonly refused: readonly Refusal[];
  /** Rules that could not judge some pairs of actor and patient on a day, with their number. */
  readonly notKnown: readonly { readonly rule: UnusualRule; readonly count: number }[];
}

/**
 * Finds cases day by day. The index returns the pairs of actor and patient that a rule may match, their events are
 * proven against the ledger, and the rules judge the proven events alone. Findings of a day may be cached; facts
 * from the graph are applied to them each time.
 */
export async function findCases(
  sources: CaseSources,
  query: CaseQuery,
  memory: DayCache = NO_DAY_CACHE,
): Promise<FoundCases> {
  const { window } = query;
  const scanner = await openDayScanner(sources, query, memory);
  if (scanner === null) return { cases: [], refused: [], notKnown: [] };
  const refused = new Map<number, Refusal>();
  const refuse = (refusal: Refusal) => void refused.set(refusal.leaf, refusal);
  const unknown = new Map<UnusualRule, number>();
  const cases: JudgedCase[] = [];
  for (const day of scanner.days) {
    const found = await scanner.find(day);
    for (const refusal of found.refused) refuse(refusal);
    const related = judgePairs(found, query, unknown);
    const groups = [...found.groups, ...(await scanner.groupsOf(day, related, refuse))];
    const given = { ...query, firsts: found.firsts };
    cases.push(...groups.flatMap((group) => judgeGroup(group, given, query.known) ?? []));
    cases.push(...found.volumes);
  }
  return {
    cases: cases.filter((each) => isWithin(each, window)).toSorted(newestFirst),
    refused: [...refused.values()],
    notKnown: UNUSUAL_RULES.flatMap((rule) => {
      const count = unknown.get(rule);
      return count === undefined ? [] : [{ rule, count }];
    }),
  };
}

/** By the first event, which never changes. */
function newestFirst(one: JudgedCase, other: JudgedCase): number {
  return (
    other.place.event - one.place.event ||
    one.place.concerns.localeCompare(other.place.concerns, 'en')
  );
}

function isWithin({ since, until }: JudgedCase, window: ReviewWindow): boolean {
  return until >= window.since && since <= window.until;
}

/** Counts the rules that could not judge the pairs of a day, and returns the pairs that a fact relates. */
function judgePairs(
  { pairs, firsts, groups }: DayFindings,
  { settings, facts, known }: CaseQuery,
  unknown: Map<UnusualRule, number>,
): readonly Pair[] {
  if (known.patients.size + known.actors.size === 0) return [];
  const judge = createPairJudge({ settings, facts, firsts }, known);
  const found = new Set(
    groups.map(({ issuer, actor, patient }) => JSON.stringify([issuer, actor, patient])),
  );
  return pairs.filter((pair) => {
    const { isRelated, notKnown } = judge(pair);
    for (const rule of notKnown) unknown.set(rule, (unknown.get(rule) ?? 0) + 1);
    return isRelated && !found.has(JSON.stringify([pair.issuer, pair.actorName, pair.patientName]));
  });
}
