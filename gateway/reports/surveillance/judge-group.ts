import type { AccessGroup, SeenAccess } from './access-group.ts';
import { NO_FACTS, type FactKeys } from './facts/person-facts.ts';
import type { JudgedCase } from './judged-case.ts';
import type { Given } from './rule.ts';
import { RULES } from './rule-list.ts';

/** Judges a group by all rules; null if no rule matches. */
export function judgeGroup(group: AccessGroup, given: Given, known: FactKeys): JudgedCase | null {
  const judged = RULES.map(({ rule, mend, judge }) => ({
    rule,
    isConfigured: mend(given.settings, known) === null,
    judgement: judge(group, given),
  }));
  const reasons = judged.flatMap(({ rule, judgement }) =>
    judgement.kind === 'unusual' ? [{ rule, text: judgement.text }] : [],
  );
  if (reasons.length === 0) return null;
  const leaves = judged.flatMap(({ judgement }) =>
    judgement.kind === 'unusual' ? judgement.leaves : [],
  );
  const notKnown = judged.flatMap(({ rule, isConfigured, judgement }) =>
    isConfigured && judgement.kind === 'not known' ? [rule] : [],
  );
  const { actor, issuer, patient, day, accesses } = group;
  return {
    place: { concerns: 'record', event: Math.min(...accesses.map(({ id }) => id)) },
    day,
    actor,
    issuer,
    patient,
    ...summarize(accesses),
    ...showing(
      accesses,
      [...new Set(leaves)].toSorted((a, b) => a - b),
    ),
    reasons,
    notKnown,
  };
}

/** Whether a rule matches by the accesses alone, whatever the facts are. */
export function isUnusualByLedger(group: AccessGroup, given: Omit<Given, 'facts'>): boolean {
  return LEDGER_RULES.some(
    ({ judge }) => judge(group, { ...given, facts: NO_FACTS }).kind === 'unusual',
  );
}

const LEDGER_RULES = RULES.filter(({ basis }) => basis === 'ledger');

/** Records that a case lists, at most. */
const MAX_LEAVES = 100;

/** The records that a case lists, and the accesses in them. */
export function showing(accesses: readonly SeenAccess[], all: readonly number[]) {
  const leaves = all.slice(0, MAX_LEAVES);
  const named = new Set(leaves);
  return { leaves, accesses: accesses.filter(({ leaf }) => named.has(leaf)) };
}

/** The summary of all events of a case. */
export function summarize(accesses: readonly SeenAccess[]) {
  const last = accesses.reduce((one, other) => (other.at >= one.at ? other : one));
  return {
    actorName: last.actorName,
    roles: [...new Set(accesses.flatMap(({ roles }) => roles))].toSorted(),
    since: accesses.reduce((least, { at }) => Math.min(least, at), Infinity),
    until: last.at,
    events: accesses.length,
    lastLeaf: accesses.reduce((most, { leaf }) => Math.max(most, leaf), 0),
  };
}
