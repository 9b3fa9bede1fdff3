import type { AccessGroup } from './access-group.ts';
import type { ActorFact, FactKeys, Facts, PatientFact } from './facts/person-facts.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';
import type { UnusualSettings } from './surveillance-config.ts';

/** The result of a rule. */
export type Judgement =
  | {
      readonly kind: 'unusual';
      /** For reviewers; never a surname or an address. */
      readonly text: string;
      /** The leaves that are evidence. */
      readonly leaves: readonly number[];
    }
  | { readonly kind: 'usual' }
  /** Required facts are unavailable. */
  | { readonly kind: 'not known' };

/** What a rule judges by, except the accesses. */
export interface Given {
  readonly settings: UnusualSettings;
  readonly facts: Facts;
  /** Event → categories that the actor had never seen before; see `createFirsts`. */
  readonly firsts: ReadonlyMap<number, readonly string[]>;
}

/** A rule. */
export interface Rule {
  readonly rule: UnusualRule;
  readonly title: string;
  readonly text: string;
  /** Whether it judges by facts from the graph, or by the ledger alone. */
  readonly basis: 'facts' | 'ledger';
  /** What to configure before the rule can match; null if nothing is missing. */
  readonly mend: (settings: UnusualSettings, known: FactKeys) => string | null;
  readonly judge: (group: AccessGroup, given: Given) => Judgement;
}

export const USUAL: Judgement = Object.freeze({ kind: 'usual' });
export const NOT_KNOWN: Judgement = Object.freeze({ kind: 'not known' });

/** What to configure for a rule that requires these facts; null if all are requested. */
export function mendFacts(
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
    : `Give an operation under ${missing.join(' and one under ')}.`;
}
