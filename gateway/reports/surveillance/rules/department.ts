import { actorFacts } from '../facts/person-facts.ts';
import { leavesOf, reviewableAccesses } from '../accesses/access-group.ts';
import { factsRemedy, NOT_KNOWN, USUAL, type SurveillanceRule } from './rule.ts';
import { normalizeText } from './compare-fact.ts';

/** Access to a patient that the actor's department does not treat. */
export const DEPARTMENT: SurveillanceRule = {
  rule: 'DEPARTMENT',
  text: 'The actor is of a department whose staff open the records of their own patients only (admin.unusual.department.names), and the patient is not one of them.',
  basis: 'facts',
  remedy: ({ department }, factKeys) =>
    department.names.length === 0
      ? 'Name the departments whose staff open the records of their own patients only under admin.unusual.department.names.'
      : factsRemedy({ patients: ['departments'], actors: ['department'] }, factKeys),
  evaluate(group, { facts, settings }) {
    const accesses = reviewableAccesses(group);
    const names = settings.department.names.map(normalizeText);
    if (accesses.length === 0 || names.length === 0) return USUAL;
    const actor = actorFacts(facts, group);
    if (actor?.get('patient') === group.patient) return USUAL;
    const own = actor?.get('department');
    if (own === null) return USUAL;
    if (own === undefined) return NOT_KNOWN;
    const department = normalizeText(own);
    if (department === null || !names.includes(department)) return USUAL;
    const theirs = facts.patients.get(group.patient)?.get('departments');
    if (theirs === undefined) return NOT_KNOWN;
    // No department treats the patient yet, such as one who has just registered.
    if (theirs === null) return USUAL;
    if (theirs.split(';').some((each) => normalizeText(each) === department)) return USUAL;
    const text = 'The actor’s department does not treat the patient.';
    return { kind: 'unusual', text, leaves: leavesOf(accesses) };
  },
};
