import { leavesOf, reviewableAccesses } from '../accesses/access-group.ts';
import { factsRemedy, NOT_KNOWN, USUAL, type SurveillanceRule } from './rule.ts';

/** Access to the record of a patient on the list of people whose records attract curiosity. */
export const VIP: SurveillanceRule = {
  rule: 'VIP',
  text: 'The patient is on the list of people whose records attract curiosity, such as public figures (admin.unusual.vip.file, or the fact vip).',
  basis: 'facts',
  remedy: (_, factKeys) =>
    factKeys.patients.has('vip')
      ? null
      : `Name a file with their ids under admin.unusual.vip.file, or: ${factsRemedy({ patients: ['vip'] }, factKeys)}`,
  evaluate(group, { facts }) {
    const accesses = reviewableAccesses(group);
    if (accesses.length === 0) return USUAL;
    const vip = facts.patients.get(group.patient)?.get('vip');
    if (vip === undefined) return NOT_KNOWN;
    if (vip === null || NO.has(vip.trim().toLowerCase())) return USUAL;
    const text = 'The patient is on the list of people whose records attract curiosity.';
    return { kind: 'unusual', text, leaves: leavesOf(accesses) };
  },
};

/** What a subgraph may return of a patient who is not on the list. */
const NO: ReadonlySet<string> = new Set(['', 'false', 'no', '0']);
