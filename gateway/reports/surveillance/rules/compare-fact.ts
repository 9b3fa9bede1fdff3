import { reviewableAccesses, leavesOf, type AccessGroup } from '../accesses/access-group.ts';
import {
  actorFacts,
  type ActorFact,
  type PeopleFacts,
  type PatientFact,
} from '../facts/person-facts.ts';
import { NOT_KNOWN, USUAL, type RuleResult } from './rule.ts';

/**
 * Finds access unusual if the values of a fact about actor and patient match. `text` is the reason, without the values.
 * Leaves the actor's own record to the rule `SELF`.
 */
export function compareFact(
  group: AccessGroup,
  facts: PeopleFacts,
  {
    fact,
    matches,
    text,
  }: {
    readonly fact: ActorFact & PatientFact;
    readonly matches: (own: string, theirs: string) => boolean;
    readonly text: string;
  },
): RuleResult {
  const accesses = reviewableAccesses(group);
  if (accesses.length === 0) return USUAL;
  const actor = actorFacts(facts, group);
  if (actor?.get('patient') === group.patient) return USUAL;
  const theirs = facts.patients.get(group.patient)?.get(fact);
  const own = actor?.get(fact);
  // A person known to have no value has nothing in common with the other, even if the other's is unknown.
  if (own === null || theirs === null) return USUAL;
  if (own === undefined || theirs === undefined) return NOT_KNOWN;
  return matches(own, theirs) ? { kind: 'unusual', text, leaves: leavesOf(accesses) } : USUAL;
}

/** Whether two texts have the same letters and digits, of which they have some. */
export function isSameText(one: string, other: string): boolean {
  const plain = normalizeText(one);
  return plain !== null && plain === normalizeText(other);
}

/** Removes accents, case, punctuation and repeated spaces; null if nothing is left. */
export function normalizeText(text: string): string | null {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLocaleLowerCase('en-US')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return plain === '' ? null : plain;
}
