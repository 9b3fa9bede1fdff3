import { leavesOf, accessesByOthers } from '../access-group.ts';
import { isOutside } from '../working-hours.ts';
import { USUAL, type SurveillanceRule } from '../rule.ts';

/** Access outside the working hours of the actor's role. */
export const AFTER_HOURS: SurveillanceRule = {
  rule: 'AFTER_HOURS',
  title: 'After hours',
  text: 'The actor opened the record outside the working hours configured for one of the actor’s roles, in the configured time zone.',
  basis: 'ledger',
  remedy: ({ afterHours }) =>
    afterHours === null
      ? 'Configure the working hours of roles under admin.unusual.afterHours: roles, timeZone, from, to, days.'
      : null,
  evaluate(group, { settings: { afterHours } }) {
    if (afterHours === null) return USUAL;
    const late = accessesByOthers(group).filter(
      ({ at, roles, kind }) =>
        kind !== 'breakglass.start' &&
        roles.some((role) => afterHours.roles.includes(role)) &&
        isOutside(at, afterHours),
    );
    if (late.length === 0) return USUAL;
    const times = late.length === 1 ? 'once' : `${late.length} times`;
    const text = `Opened ${times} outside working hours (${afterHours.timeZone}).`;
    return { kind: 'unusual', text, leaves: leavesOf(late) };
  },
};
