import { countOf } from '../../../platform/count-of.ts';
import { leavesOf } from '../access-group.ts';
import { USUAL, type Rule } from '../rule.ts';

/** Break-glass access. Each one is reviewed. */
export const BREAK_GLASS: Rule = {
  rule: 'BREAK_GLASS',
  title: 'Break-glass',
  text: 'The record was opened in an emergency, with a reason of the actor’s own. Each time is reviewed.',
  basis: 'ledger',
  mend: () => null,
  judge({ accesses }) {
    const broken = accesses.filter(({ grant, isReleased }) => grant !== null && isReleased);
    if (broken.length === 0) return USUAL;
    const records = broken
      .filter(({ kind }) => kind !== 'breakglass.start')
      .reduce((sum, access) => sum + access.records, 0);
    const seen =
      records === 0
        ? 'nothing was released under it'
        : `${countOf(records, 'record was', 'records were')} released under it`;
    return { kind: 'unusual', text: `Break-glass access; ${seen}.`, leaves: leavesOf(broken) };
  },
};
