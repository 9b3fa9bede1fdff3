import type { AccessGroup } from './access-group.ts';
import type { FactKeys } from './facts/person-facts.ts';
import type { Pair } from './find-candidates.ts';
import type { Given } from './rule.ts';
import { RULES } from './rule-list.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';

/** The judgement of a pair by facts, whatever the access was. */
export interface PairJudgement {
  /** Whether a rule matches. */
  readonly isRelated: boolean;
  /** Rules that could not judge, because required facts are unavailable. */
  readonly notKnown: readonly UnusualRule[];
}

/**
 * Creates the judge of pairs, of which there are many more than cases. `known` lists the facts that can be
 * requested.
 */
export function createPairJudge(given: Given, known: FactKeys): (pair: Pair) => PairJudgement {
  const asked = new Set(FACT_RULES.filter(({ mend }) => mend(given.settings, known) === null));
  return ({ actorName: actor, issuer, patientName: patient }) => {
    const group: AccessGroup = { actor, issuer, patient, ...SUPPOSED };
    let isRelated = false;
    const notKnown: UnusualRule[] = [];
    for (const rule of FACT_RULES) {
      const { kind } = rule.judge(group, given);
      if (kind === 'unusual') isRelated = true;
      else if (kind === 'not known' && asked.has(rule)) notKnown.push(rule.rule);
    }
    return { isRelated, notKnown };
  };
}

const FACT_RULES = RULES.filter(({ basis }) => basis === 'facts');

/** A placeholder access: only actor and patient matter. */
const SUPPOSED: Pick<AccessGroup, 'day' | 'accesses'> = Object.freeze({
  day: 0,
  accesses: [
    {
      id: -1,
      leaf: -1,
      at: Number.MAX_SAFE_INTEGER,
      kind: 'access',
      relations: ['care-team'],
      roles: [],
      actorName: null,
      grant: null,
      records: 1,
      isUnreached: false,
      isDeidentified: false,
      isReleased: true,
    },
  ],
});
