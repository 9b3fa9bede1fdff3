import type { AccessGroup } from './access-group.ts';
import type { ActorFact, FactKeys, PeopleFacts, PatientFact } from './facts/person-facts.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';
import type { SurveillanceSettings } from './surveillance-config.ts';

export type RuleResult =
  | {
      readonly kind: 'unusual';
      /** The reason, a sentence for privacy officers; never holds a surname or an address. */
      readonly text: string;
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
  /** Event → categories that the actor saw for the first time, see `createFirstAccessFinder`. */
  readonly firsts: ReadonlyMap<number, readonly string[]>;
}

/** A rule that finds unusual access. Title and text are shown to privacy officers. */
export interface SurveillanceRule {
  readonly rule: UnusualRule;
  readonly title: string;
  readonly text: string;
  /** Whether it needs facts about people that subgraphs return, or the ledger alone. */
  readonly basis: 'facts' | 'ledger';
  /** Returns what to configure so that the rule can find anything; null if it is configured. */
  readonly remedy: (settings: SurveillanceSettings, known: FactKeys) => string | null;
  readonly evaluate: (group: AccessGroup, context: RuleContext) => RuleResult;
}

export const USUAL: RuleResult = Object.freeze({ kind: 'usual' });
export const NOT_KNOWN: RuleResult = Object.freeze({ kind: 'not known' });

/** Returns what to configure for a rule that needs these facts; null if the configured operations select them all. */
export function factsRemedy(
  needs: {
    readonly patients?: readonly PatientFact[];
    readonly actors?: readonly ActorFact[];
  },
  known: FactKeys,
): string | null {
  const patients = (needs.patients ?? []).filter((fact) => !known.patients.has(fact));
  const actors = (needs.actors ?? []).filter((fact) => !known.actors.has(fact));
  const missing = [
    ...(patients.length === 0 ? [] : [`admin.facts.patients that selects ${patients.join(', ')}`]),
    ...(actors.length === 0 ? [] : [`admin.facts.actors that selects ${actors.join(', ')}`]),
  ];
  return missing.length === 0
    ? null
    : `Configure an operation under ${missing.join(' and one under ')}.`;
}
