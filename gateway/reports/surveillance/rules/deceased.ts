import { leavesOf, reviewableAccesses } from '../accesses/access-group.ts';
import { factsRemedy, NOT_KNOWN, USUAL, type SurveillanceRule } from './rule.ts';
import { accessesAfter } from './accesses-after.ts';

/** Access to the record of a patient who died some time ago. */
export const DECEASED: SurveillanceRule = {
  rule: 'DECEASED',
  text: 'The actor opened the record longer after the patient’s death than usual work on it takes (admin.unusual.deceased.days, 30 days by default).',
  basis: 'facts',
  remedy: (_, factKeys) => factsRemedy({ patients: ['died'] }, factKeys),
  evaluate(group, { facts, settings }) {
    const accesses = reviewableAccesses(group);
    if (accesses.length === 0) return USUAL;
    const died = facts.patients.get(group.patient)?.get('died');
    if (died === null) return USUAL;
    const { days } = settings.deceased;
    const late = accessesAfter(accesses, died, days);
    if (late === null) return NOT_KNOWN;
    if (late.length === 0) return USUAL;
    const text = `Opened more than ${days} days after the patient’s death.`;
    return { kind: 'unusual', text, leaves: leavesOf(late) };
  },
};
