import type { IndexDatabase } from '../../index/index-tables.ts';
import type { EventCondition } from '../../query/filter-condition.ts';
import type { AccessGroup } from '../accesses/access-group.ts';
import type { ActorFact, FactKeys, PeopleFacts, PatientFact } from '../facts/person-facts.ts';
import type { UnusualRule } from '../../catalog/unusual-rule.ts';
import type { Journey } from '../accesses/find-journeys.ts';
import type { SurveillanceSettings } from '../surveillance-config.ts';
import type { Span } from '../accesses/working-hours.ts';

/** What a rule finds about a group: the accesses by one actor to one patient's record on one day. */
export type RuleResult =
  | {
      readonly kind: 'unusual';
      /** The reason, a sentence for privacy officers; never holds a surname or an address. */
      readonly text: string;
      /** The earlier access that the text is about; none for most rules. */
      readonly earlier?: { readonly at: number; readonly leaf: number };
      /** Indexes of the leaves that are evidence. */
      readonly leaves: readonly number[];
    }
  | { readonly kind: 'usual' }
  /** Required facts are unavailable. */
  | { readonly kind: 'not known' };

/** What a rule reads besides the accesses. */
export interface RuleContext {
  readonly settings: SurveillanceSettings;
  readonly facts: PeopleFacts;
  /** Event id → categories that the actor saw for the first time, see `createFirstAccessFinder`. */
  readonly firsts: ReadonlyMap<number, readonly string[]>;
  /** Event id → the journey that it ends, see `createJourneyFinder`. */
  readonly journeys: ReadonlyMap<number, Journey>;
}

/** What a candidate condition depends on. */
export interface CandidateQuery extends Pick<RuleContext, 'settings' | 'firsts' | 'journeys'> {
  /** The day (UTC) whose events are searched. */
  readonly day: Span;
}

/**
 * Returns the SQL condition of the index's events that can make a rule find a group unusual. It must select at least
 * one event of each such group, and may select others. Null if no event can, such as for a rule without settings.
 */
export type FindCandidateCondition = (
  database: IndexDatabase,
  query: CandidateQuery,
) => EventCondition | null | Promise<EventCondition | null>;

interface RuleBase {
  readonly rule: UnusualRule;
  /** Shown to privacy officers. */
  readonly text: string;
  /** Returns what to configure so that the rule can find anything; null if it is configured. */
  readonly remedy: (settings: SurveillanceSettings, factKeys: FactKeys) => string | null;
  readonly evaluate: (group: AccessGroup, context: RuleContext) => RuleResult;
}

/**
 * A rule that needs facts about people that subgraphs return. It is evaluated for every pair of actor and patient, first
 * on a sample access: it may depend on the roles and the time of an access, and on nothing else of it.
 */
export interface FactRule extends RuleBase {
  readonly basis: 'facts';
}

/**
 * A rule that needs the ledger alone. It is evaluated only for the pairs that a candidate condition selects, so that
 * the accesses of the others need not be proven.
 */
export interface LedgerRule extends RuleBase {
  readonly basis: 'ledger';
  /** `evaluated elsewhere` for a rule that needs more than one group; its `evaluate` returns `USUAL`. */
  readonly candidates: FindCandidateCondition | 'evaluated elsewhere';
}

/** A rule that finds unusual access. */
export type SurveillanceRule = FactRule | LedgerRule;

export const USUAL: RuleResult = Object.freeze({ kind: 'usual' });
export const NOT_KNOWN: RuleResult = Object.freeze({ kind: 'not known' });

/** Returns what to configure for a rule that needs these facts; null if the configured operations select them all. */
export function factsRemedy(
  needs: {
    readonly patients?: readonly PatientFact[];
    readonly actors?: readonly ActorFact[];
  },
  factKeys: FactKeys,
): string | null {
  const patients = (needs.patients ?? []).filter((fact) => !factKeys.patients.has(fact));
  const actors = (needs.actors ?? []).filter((fact) => !factKeys.actors.has(fact));
  const missing = [
    ...(patients.length === 0 ? [] : [`admin.facts.patients that selects ${patients.join(', ')}`]),
    ...(actors.length === 0 ? [] : [`admin.facts.actors that selects ${actors.join(', ')}`]),
  ];
  return missing.length === 0
    ? null
    : `Configure an operation under ${missing.join(' and one under ')}.`;
}
