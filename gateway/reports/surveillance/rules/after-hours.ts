import { leavesOf, othersAccesses } from '../access-group.ts';
import { isOutside } from '../working-hours.ts';
import { USUAL, type Rule } from '../rule.ts';

/** Access outside of the actor's working hours. */
export const AFTER_HOURS: Rule = {
  rule: 'AFTER_HOURS',
  title: 'After hours',
  text: 'The record was opened outside of the hours that were configured for a role of the actor’s, by the clocks of their time zone.',
  basis: 'ledger',
  mend: ({ afterHours }) =>
    afterHours === null
      ? 'Say under admin.unusual.afterHours which roles work when: roles, timeZone, from, to, days.'
      : null,
  judge(group, { settings: { afterHours } }) {
    if (afterHours === null) return USUAL;
    const late = othersAccesses(group).filter(
      ({ at, roles, kind }) =>
        kind !== 'breakglass.start' &&
        roles.some((role) => afterHours.roles.includes(role)) &&
        isOutside(at, afterHours),
    );
    if (late.length === 0) return USUAL;
    const times = late.length === 1 ? 'Once' : `${late.length} times`;
    const text = `${times} outside of working hours (${afterHours.timeZone}).`;
    return { kind: 'unusual', text, leaves: leavesOf(late) };
  },
};
