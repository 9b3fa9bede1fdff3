import type { AccessGroup, RecordAccess } from '../accesses/access-group.ts';
import type { FactKeys } from '../facts/person-facts.ts';
import type { Pair } from './find-candidates.ts';
import type { RuleContext } from '../rules/rule.ts';
import { SURVEILLANCE_RULES } from '../rules/rule-list.ts';
import type { UnusualRule } from '../../catalog/unusual-rule.ts';

/** What facts about an actor and a patient say, independent of the accesses. */
export interface PairResult {
  /** Whether a rule finds the pair unusual, such as for the same surname. */
  readonly isUnusual: boolean;
  /** Configured rules whose facts are unavailable for the pair. */
  readonly notKnown: readonly UnusualRule[];
}

/**
 * Creates the evaluator of the rules that need facts about people. It needs no proven accesses, so that only the
 * accesses of unusual pairs have to be proven.
 */
export function createPairEvaluator(
  context: RuleContext,
  factKeys: FactKeys,
): (pair: Pair) => PairResult {
  const configured = new Set(
    FACT_RULES.filter(({ remedy }) => remedy(context.settings, factKeys) === null),
  );
  // A role for each rule that depends on roles, so that the results depend on the facts alone.
  const sample = { ...SAMPLE_ACCESS, roles: context.settings.discharged.roles };
  return ({ actorName: actor, issuer, patientName: patient }) => {
    const group: AccessGroup = { actor, issuer, patient, day: 0, accesses: [sample] };
    let isUnusual = false;
    const notKnown: UnusualRule[] = [];
    for (const rule of FACT_RULES) {
      const { kind } = rule.evaluate(group, context);
      if (kind === 'unusual') isUnusual = true;
      else if (kind === 'not known' && configured.has(rule)) notKnown.push(rule.rule);
    }
    return { isUnusual, notKnown };
  };
}

const FACT_RULES = SURVEILLANCE_RULES.filter(({ basis }) => basis === 'facts');

/** A released access long after any death, discharge or end of an employment. */
const SAMPLE_ACCESS: RecordAccess = Object.freeze({
  id: -1,
  leaf: -1,
  at: Number.MAX_SAFE_INTEGER,
  kind: 'access',
  relations: ['care-team'],
  roles: [],
  actorName: null,
  grant: null,
  address: null,
  records: 1,
  patients: 1,
  isPseudonymous: false,
  isUnreached: false,
  isDeidentified: false,
  isReleased: true,
});
