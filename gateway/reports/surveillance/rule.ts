import type { AccessGroup } from './access-group.ts';
import type { ActorFact, FactKeys, Facts, PatientFact } from './facts/person-facts.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';
import type { UnusualSettings } from './surveillance-config.ts';

/** What a rule makes of an access. */
export type Judgement =
  | {
      readonly is: 'unusual';
      /** In words for whoever reviews; never a surname or an address. */
      readonly text: string;
      /** Leaves that show it. */
      readonly leaves: readonly number[];
    }
  | { readonly is: 'usual' }
  /** What it would have to know, nobody told. */
  | { readonly is: 'not known' };

/** What a rule judges by, beside the accesses themselves. */
export interface Given {
  readonly settings: UnusualSettings;
  readonly facts: Facts;
  /** Event → categories that its actor has never seen before it, see `findFirsts`. */
  readonly firsts: ReadonlyMap<number, readonly string[]>;
}

/** One rule. */
export interface Rule {
  readonly rule: UnusualRule;
  readonly title: string;
  readonly text: string;
  /** Whether it judges by what the graph tells of people, or by the ledger alone. */
  readonly basis: 'facts' | 'ledger';
  /** What has to be configured before it finds anything; null where nothing has. */
  readonly mend: (settings: UnusualSettings, known: FactKeys) => string | null;
  readonly judge: (group: AccessGroup, given: Given) => Judgement;
}

export const USUAL: Judgement = Object.freeze({ is: 'usual' });
export const NOT_KNOWN: Judgement = Object.freeze({ is: 'not known' });

/** What to configure for a rule that needs these facts; null where all are asked for. */
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
