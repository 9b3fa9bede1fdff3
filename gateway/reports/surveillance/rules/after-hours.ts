import { leavesOf, reviewableAccesses } from '../accesses/access-group.ts';
import { roleCondition } from './role-condition.ts';
import { isOutside, spansOutside } from '../accesses/working-hours.ts';
import { USUAL, type SurveillanceRule } from './rule.ts';

/** Access outside the working hours of the actor's role. */
export const AFTER_HOURS: SurveillanceRule = {
  rule: 'AFTER_HOURS',
  text: 'The actor opened the record outside the working hours configured for one of the actor’s roles, in the configured time zone.',
  basis: 'ledger',
  remedy: ({ afterHours }) =>
    afterHours === null
      ? 'Configure the working hours of roles under admin.unusual.afterHours: roles, timeZone, from, to, days.'
      : null,
  async candidates(database, { settings: { afterHours }, day }) {
    if (afterHours === null) return null;
    const hasRole = await roleCondition(database, afterHours.roles);
    const spans = spansOutside(day, afterHours);
    return (builder) =>
      builder.and([
        hasRole(builder),
        builder.or(
          spans.map(({ from, to }) =>
            builder.and([builder('events.at', '>=', from), builder('events.at', '<', to)]),
          ),
        ),
      ]);
  },
  evaluate(group, { settings: { afterHours } }) {
    if (afterHours === null) return USUAL;
    const late = reviewableAccesses(group).filter(
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
