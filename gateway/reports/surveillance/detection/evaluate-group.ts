import type { AccessGroup, RecordAccess } from '../accesses/access-group.ts';
import { NO_FACTS, type FactKeys } from '../facts/person-facts.ts';
import type { DetectedCase } from '../cases/detected-case.ts';
import type { RuleContext } from '../rules/rule.ts';
import { SURVEILLANCE_RULES } from '../rules/rule-list.ts';

/** Evaluates all rules on a group; null if no rule finds it unusual. */
export function evaluateGroup(
  group: AccessGroup,
  context: RuleContext,
  factKeys: FactKeys,
): DetectedCase | null {
  const results = SURVEILLANCE_RULES.map(({ rule, remedy, evaluate }) => ({
    rule,
    isConfigured: remedy(context.settings, factKeys) === null,
    result: evaluate(group, context),
  }));
  const reasons = results.flatMap(({ rule, result }) =>
    result.kind === 'unusual' ? [{ rule, text: result.text, ...result.earlier }] : [],
  );
  if (reasons.length === 0) return null;
  const leaves = results.flatMap(({ result }) => (result.kind === 'unusual' ? result.leaves : []));
  const notKnown = results.flatMap(({ rule, isConfigured, result }) =>
    isConfigured && result.kind === 'not known' ? [rule] : [],
  );
  const { actor, issuer, patient, day, accesses } = group;
  return {
    place: { concerns: 'record', event: Math.min(...accesses.map(({ id }) => id)) },
    day,
    actor,
    issuer,
    patient,
    ...summarizeAccesses(accesses),
    ...selectEvidence(
      accesses,
      [...new Set(leaves)].toSorted((a, b) => a - b),
    ),
    reasons,
    notKnown,
    suppressions: [],
  };
}

/** Whether a rule of basis `ledger` finds a group unusual. */
export function isUnusualByLedger(
  group: AccessGroup,
  context: Omit<RuleContext, 'facts'>,
): boolean {
  return LEDGER_RULES.some(
    ({ evaluate }) => evaluate(group, { ...context, facts: NO_FACTS }).kind === 'unusual',
  );
}

const LEDGER_RULES = SURVEILLANCE_RULES.filter(({ basis }) => basis === 'ledger');

/** At most this many records are evidence for a case. */
const MAX_LEAVES = 100;

/** Returns the first 100 of these leaves, and the accesses in them. */
export function selectEvidence(accesses: readonly RecordAccess[], all: readonly number[]) {
  const leaves = all.slice(0, MAX_LEAVES);
  const named = new Set(leaves);
  return { leaves, accesses: accesses.filter(({ leaf }) => named.has(leaf)) };
}

/** Returns the fields of a case that depend on all of its accesses. */
export function summarizeAccesses(accesses: readonly RecordAccess[]) {
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
