import { countOf } from '../../../platform/count-of.ts';
import { leavesOf } from '../accesses/access-group.ts';
import { USUAL, type SurveillanceRule } from './rule.ts';

/** Emergency access with a break-glass grant. */
export const BREAK_GLASS: SurveillanceRule = {
  rule: 'BREAK_GLASS',
  text: 'The actor opened the record with break-glass: emergency access for which the actor states a reason. Every use must be reviewed.',
  basis: 'ledger',
  remedy: () => null,
  candidates: () => (builder) => builder('events.grant_id', 'is not', null),
  evaluate({ accesses }) {
    const granted = accesses.filter(({ grant, isReleased }) => grant !== null && isReleased);
    if (granted.length === 0) return USUAL;
    // The start of break-glass releases nothing.
    const records = granted
      .filter(({ kind }) => kind !== 'breakglass.start')
      .reduce((sum, access) => sum + access.records, 0);
    const released =
      records === 0
        ? 'no record was released'
        : `${countOf(records, 'record was', 'records were')} released`;
    return {
      kind: 'unusual',
      text: `Break-glass was used; ${released}.`,
      leaves: leavesOf(granted),
    };
  },
};
