import type { CaseSources } from '../recorded/case-sources.ts';
import type { ReviewWindow } from '../review-window.ts';
import type { Refusal } from '../../query/show-events.ts';
import { NO_DAY_CACHE, type DayCache } from '../detection/day-cache.ts';
import type { FactKeys, PeopleFacts } from '../facts/person-facts.ts';
import type { Pair } from '../detection/find-candidates.ts';
import type { DayFindings } from '../detection/find-day.ts';
import { evaluateGroup } from '../detection/evaluate-group.ts';
import { createPairEvaluator } from '../detection/evaluate-pair.ts';
import type { DetectedCase } from '../cases/detected-case.ts';
import { openDayScanner } from '../detection/day-scanner.ts';
import { markRepeatOffenders } from './mark-repeat-offenders.ts';
import { applySuppressions } from '../suppression/apply-suppressions.ts';
import { findQuestionCases } from '../questions/find-question-cases.ts';
import { UNUSUAL_RULES, type UnusualRule } from '../../catalog/unusual-rule.ts';
import type { SurveillanceSettings } from '../surveillance-config.ts';

/** The gateway's configuration of the surveillance rules. */
export interface RuleConfiguration {
  readonly settings: SurveillanceSettings;
  /** Facts that the configured operations select. */
  readonly factKeys: FactKeys;
}

/** Requests the cases of a review window. */
export interface CaseQuery extends RuleConfiguration {
  readonly window: ReviewWindow;
  readonly facts: PeopleFacts;
}

export interface FoundCases {
  /** Newest first. */
  readonly cases: readonly DetectedCase[];
  /** Rows of the index that the ledger does not prove, one for each leaf. No case is based on them. */
  readonly refused: readonly Refusal[];
  /** For each rule that lacked facts: how many combinations of actor, patient and day it could not evaluate. */
  readonly notKnown: readonly { readonly rule: UnusualRule; readonly count: number }[];
}

/**
 * Finds the cases of a review window, day by day. The index selects the pairs of actor and patient that a rule may
 * find unusual, their events are proven against the ledger, and the rules evaluate only proven events. Findings from
 * the ledger can come from the cache; facts about people are always compared anew. Suppressions hide no case: each case
 * lists those that cover it. Questions of patients are cases of the window in which they were asked.
 */
export async function findCases(
  sources: CaseSources,
  query: CaseQuery,
  cache: DayCache = NO_DAY_CACHE,
): Promise<FoundCases> {
  const { window } = query;
  const scanner = await openDayScanner(sources, query, cache);
  if (scanner === null) return { cases: [], refused: [], notKnown: [] };
  const refused = new Map<number, Refusal>();
  const refuse = (refusal: Refusal) => void refused.set(refusal.leaf, refusal);
  const notKnown = new Map<UnusualRule, number>();
  const cases: DetectedCase[] = [];
  for (const day of scanner.days) {
    const found = await scanner.find(day);
    for (const refusal of found.refused) refuse(refusal);
    const related = findRelatedPairs(found, query, notKnown);
    const groups = [...found.groups, ...(await scanner.groupsOf(day, related, refuse))];
    const context = { ...query, firsts: found.firsts, journeys: found.journeys };
    cases.push(...groups.flatMap((group) => evaluateGroup(group, context, query.factKeys) ?? []));
    cases.push(...found.volumes);
  }
  const read = { sources, head: scanner.head };
  const questions = await findQuestionCases(sources, scanner.head, window, refuse);
  const within = cases.filter((each) => isWithin(each, window));
  const marked = await markRepeatOffenders(
    [...within, ...questions.map(({ found }) => found)].toSorted(newestFirst),
    read,
    query.settings,
  );
  const covered = await applySuppressions(marked, { ...read, facts: query.facts });
  for (const refusal of covered.refused) refuse(refusal);
  return {
    cases: covered.cases,
    refused: [...refused.values()],
    notKnown: UNUSUAL_RULES.flatMap((rule) => {
      const count = notKnown.get(rule);
      return count === undefined ? [] : [{ rule, count }];
    }),
  };
}

/** Compares cases by their first event, which never changes. A record case comes before a volume case of one event. */
function newestFirst(one: DetectedCase, other: DetectedCase): number {
  return (
    other.place.event - one.place.event ||
    one.place.concerns.localeCompare(other.place.concerns, 'en')
  );
}

function isWithin({ since, until }: DetectedCase, window: ReviewWindow): boolean {
  return until >= window.since && since <= window.until;
}

/**
 * Returns the pairs of a day that facts about people make unusual, without those already found by the ledger. Counts
 * in `counts` the pairs that each rule could not evaluate.
 */
function findRelatedPairs(
  { pairs, firsts, journeys, groups }: DayFindings,
  { settings, facts, factKeys }: CaseQuery,
  counts: Map<UnusualRule, number>,
): readonly Pair[] {
  if (factKeys.patients.size + factKeys.actors.size === 0) return [];
  const evaluate = createPairEvaluator({ settings, facts, firsts, journeys }, factKeys);
  const found = new Set(
    groups.map(({ issuer, actor, patient }) => JSON.stringify([issuer, actor, patient])),
  );
  return pairs.filter((pair) => {
    const { isUnusual, notKnown } = evaluate(pair);
    for (const rule of notKnown) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    return isUnusual && !found.has(JSON.stringify([pair.issuer, pair.actorName, pair.patientName]));
  });
}
