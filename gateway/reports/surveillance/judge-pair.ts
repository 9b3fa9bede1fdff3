import type { AccessGroup } from './access-group.ts';
import type { FactKeys } from './facts/person-facts.ts';
import type { Pair } from './find-candidates.ts';
import type { Given } from './rule.ts';
import { RULES } from './rule-list.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';

/** What the graph tells of an actor and a patient, whatever was seen. */
export interface PairJudgement {
  /** Whether it makes a rule find something. */
  readonly isRelated: boolean;
  /** Rules that could say nothing, since nobody told what they would have to know. */
  readonly notKnown: readonly UnusualRule[];
}

/** Creates what judges pairs, of which there are many more than of cases. `known` is what can be asked for. */
export function createPairJudge(given: Given, known: FactKeys): (pair: Pair) => PairJudgement {
  const asked = new Set(FACT_RULES.filter(({ mend }) => mend(given.settings, known) === null));
  return ({ actorName: actor, issuer, patientName: patient }) => {
    const group: AccessGroup = { actor, issuer, patient, ...SUPPOSED };
    let isRelated = false;
    const notKnown: UnusualRule[] = [];
    for (const rule of FACT_RULES) {
      const { is } = rule.judge(group, given);
      if (is === 'unusual') isRelated = true;
      else if (is === 'not known' && asked.has(rule)) notKnown.push(rule.rule);
    }
    return { isRelated, notKnown };
  };
}

const FACT_RULES = RULES.filter(({ basis }) => basis === 'facts');

/** An access that tells nothing but who had to do with whom, and at no time. */
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
