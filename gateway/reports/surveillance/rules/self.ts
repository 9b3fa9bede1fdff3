import { actorFacts } from '../facts/person-facts.ts';
import { leavesOf, reviewableAccesses } from '../accesses/access-group.ts';
import { factsRemedy, NOT_KNOWN, USUAL, type SurveillanceRule } from './rule.ts';

/** Access of a member of staff to their own record, not made as the patient. */
export const SELF: SurveillanceRule = {
  rule: 'SELF',
  text: 'A member of staff opened their own record with a role of their work. Access as the patient, with a patient’s role, does not count.',
  basis: 'facts',
  remedy: (_, factKeys) => factsRemedy({ actors: ['patient'] }, factKeys),
  evaluate(group, { facts }) {
    const accesses = reviewableAccesses(group);
    if (accesses.length === 0) return USUAL;
    const own = actorFacts(facts, group)?.get('patient');
    if (own === undefined) return NOT_KNOWN;
    if (own !== group.patient) return USUAL;
    const text = 'The actor opened their own record with a role of their work.';
    return { kind: 'unusual', text, leaves: leavesOf(accesses) };
  },
};
