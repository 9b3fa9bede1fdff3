import { actorFacts } from '../facts/person-facts.ts';
import { leavesOf, othersAccesses } from '../access-group.ts';
import { mendFacts, NOT_KNOWN, USUAL, type Rule } from '../rule.ts';

/** Employees who open their own record by a role of their work, not as the patient. */
export const SELF: Rule = {
  rule: 'SELF',
  title: 'Own record',
  text: 'An employee opened their own record by a role of their work. Access as a patient, by a patient’s role, does not count.',
  basis: 'facts',
  mend: (_, known) => mendFacts({ actors: ['patient'] }, known),
  judge(group, { facts }) {
    const accesses = othersAccesses(group);
    if (accesses.length === 0) return USUAL;
    const own = actorFacts(facts, group)?.get('patient');
    if (own === undefined) return NOT_KNOWN;
    if (own !== group.patient) return USUAL;
    const text = 'The record is the actor’s own, and was opened by a role of their work.';
    return { kind: 'unusual', text, leaves: leavesOf(accesses) };
  },
};
