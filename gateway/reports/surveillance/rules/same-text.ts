import { othersAccesses, leavesOf, type AccessGroup } from '../access-group.ts';
import { actorFacts, type ActorFact, type Facts, type PatientFact } from '../facts/person-facts.ts';
import { NOT_KNOWN, USUAL, type Judgement } from '../rule.ts';

/**
 * Judges whether actor and patient have the same fact. `text` says so without the fact. The actor's own record is
 * left to the rule `SELF`.
 */
export function judgeSame(
  group: AccessGroup,
  facts: Facts,
  {
    fact,
    normalize,
    text,
  }: {
    readonly fact: ActorFact & PatientFact;
    /** Null for a text without content. */
    readonly normalize: (text: string) => string | null;
    readonly text: string;
  },
): Judgement {
  const accesses = othersAccesses(group);
  if (accesses.length === 0) return USUAL;
  const actor = actorFacts(facts, group);
  if (actor?.get('patient') === group.patient) return USUAL;
  const theirs = facts.patients.get(group.patient)?.get(fact);
  const own = actor?.get(fact);
  // A person without the fact shares it with no other person.
  if (own === null || theirs === null) return USUAL;
  if (own === undefined || theirs === undefined) return NOT_KNOWN;
  const [one, other] = [normalize(own), normalize(theirs)];
  return one === null || one !== other
    ? USUAL
    : { kind: 'unusual', text, leaves: leavesOf(accesses) };
}

/** The text without marks, case, punctuation and repeated spaces; null if nothing is left. */
export function plainText(text: string): string | null {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLocaleLowerCase('en-US')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return plain === '' ? null : plain;
}
