import { leavesOf, reviewableAccesses } from '../accesses/access-group.ts';
import { factsRemedy, NOT_KNOWN, USUAL, type SurveillanceRule } from './rule.ts';
import { accessesAfter } from './accesses-after.ts';

/** Access after the patient's discharge, by a role whose work ends with it. */
export const DISCHARGED: SurveillanceRule = {
  rule: 'DISCHARGED',
  text: 'The actor has a role whose work ends with the discharge (admin.unusual.discharged.roles), and opened the record longer after the patient’s last discharge than usual work on it takes (admin.unusual.discharged.days, 90 days by default).',
  basis: 'facts',
  remedy: ({ discharged }, factKeys) =>
    discharged.roles.length === 0
      ? 'Name the roles whose work ends with the discharge under admin.unusual.discharged.roles.'
      : factsRemedy({ patients: ['discharged'] }, factKeys),
  evaluate(group, { facts, settings: { discharged } }) {
    const accesses = reviewableAccesses(group).filter(({ roles }) =>
      roles.some((role) => discharged.roles.includes(role)),
    );
    if (accesses.length === 0) return USUAL;
    const day = facts.patients.get(group.patient)?.get('discharged');
    // A patient who is in the house, or never was, has no day of discharge.
    if (day === null) return USUAL;
    const late = accessesAfter(accesses, day, discharged.days);
    if (late === null) return NOT_KNOWN;
    if (late.length === 0) return USUAL;
    const text = `Opened more than ${discharged.days} days after the patient’s discharge.`;
    return { kind: 'unusual', text, leaves: leavesOf(late) };
  },
};
