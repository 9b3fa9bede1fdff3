import { leavesOf, othersAccesses } from '../access-group.ts';
import { mendFacts, NOT_KNOWN, USUAL, type Rule } from '../rule.ts';

const DAY_MS = 86_400_000;

/** Access to the record of a patient who died longer ago than work on a record takes. */
export const DECEASED: Rule = {
  rule: 'DECEASED',
  title: 'Deceased patient',
  text: 'The record was opened longer after the patient’s death than work on it takes (admin.unusual.deceased.days, 30 by default).',
  basis: 'facts',
  mend: (_, known) => mendFacts({ patients: ['died'] }, known),
  judge(group, { facts, settings }) {
    const accesses = othersAccesses(group);
    if (accesses.length === 0) return USUAL;
    const died = facts.patients.get(group.patient)?.get('died');
    if (died === null) return USUAL;
    const time = died === undefined ? Number.NaN : parseDay(died);
    if (Number.isNaN(time)) return NOT_KNOWN;
    const { days } = settings.deceased;
    // The whole day of the death counts, whatever the clocks showed there.
    const late = accesses.filter(({ at }) => at >= time + (days + 1) * DAY_MS);
    if (late.length === 0) return USUAL;
    const text = `The patient had died more than ${days} days before.`;
    return { kind: 'unusual', text, leaves: leavesOf(late) };
  },
};

const DAY = /^\d{4}-\d{2}-\d{2}/;

/** Start of the day in UTC; NaN for a text without an ISO date. */
function parseDay(text: string): number {
  const [day] = DAY.exec(text) ?? [];
  return day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
}
