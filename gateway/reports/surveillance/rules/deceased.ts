import { leavesOf, reviewableAccesses } from '../access-group.ts';
import { factsRemedy, NOT_KNOWN, USUAL, type SurveillanceRule } from '../rule.ts';
import { DAY_MS } from '../../../platform/durations.ts';

/** Access to the record of a patient who died some time ago. */
export const DECEASED: SurveillanceRule = {
  rule: 'DECEASED',
  title: 'Deceased patient',
  text: 'The actor opened the record longer after the patient’s death than usual work on it takes (admin.unusual.deceased.days, 30 days by default).',
  basis: 'facts',
  remedy: (_, factKeys) => factsRemedy({ patients: ['died'] }, factKeys),
  evaluate(group, { facts, settings }) {
    const accesses = reviewableAccesses(group);
    if (accesses.length === 0) return USUAL;
    const died = facts.patients.get(group.patient)?.get('died');
    if (died === null) return USUAL;
    const time = died === undefined ? Number.NaN : parseDay(died);
    if (Number.isNaN(time)) return NOT_KNOWN;
    const { days } = settings.deceased;
    // Counted from the end of the day of death in UTC.
    const late = accesses.filter(({ at }) => at >= time + (days + 1) * DAY_MS);
    if (late.length === 0) return USUAL;
    const text = `Opened more than ${days} days after the patient’s death.`;
    return { kind: 'unusual', text, leaves: leavesOf(late) };
  },
};

const DAY = /^\d{4}-\d{2}-\d{2}/;

/** The start of an ISO date in UTC; NaN for any other text. */
function parseDay(text: string): number {
  const [day] = DAY.exec(text) ?? [];
  return day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
}
