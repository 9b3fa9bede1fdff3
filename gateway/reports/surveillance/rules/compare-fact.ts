import { reviewableAccesses, leavesOf, type AccessGroup } from '../access-group.ts';
import {
  actorFacts,
  type ActorFact,
  type PeopleFacts,
  type PatientFact,
} from '../facts/person-facts.ts';
import { NOT_KNOWN, USUAL, type RuleResult } from '../rule.ts';

/**
 * Finds access unusual if actor and patient have the same value of a fact. `text` is the reason, without the value.
 * Leaves the actor's own record to the rule `SELF`.
 */
export function compareFact(
  group: AccessGroup,
  facts: PeopleFacts,
  {
    fact,
    normalize,
    text,
  }: {
    readonly fact: ActorFact & PatientFact;
    /** Returns null for a value that can't be compared, such as an empty text. */
    readonly normalize: (text: string) => string | null;
    readonly text: string;
  },
): RuleResult {
  const accesses = reviewableAccesses(group);
  if (accesses.length === 0) return USUAL;
  const actor = actorFacts(facts, group);
  if (actor?.get('patient') === group.patient) return USUAL;
  const theirs = facts.patients.get(group.patient)?.get(fact);
  const own = actor?.get(fact);
  // A person factKeys to have no value has nothing in common with the other, even if the other's is unknown.
  if (own === null || theirs === null) return USUAL;
  if (own === undefined || theirs === undefined) return NOT_KNOWN;
  const [one, other] = [normalize(own), normalize(theirs)];
  return one === null || one !== other
    ? USUAL
    : { kind: 'unusual', text, leaves: leavesOf(accesses) };
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
