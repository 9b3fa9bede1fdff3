import { USUAL, type Rule } from '../rule.ts';

/** More patients in an hour than usual for the actor. */
export const VOLUME: Rule = {
  rule: 'VOLUME',
  title: 'More patients than usual',
  text: 'In an hour (UTC) the actor saw more patients than they usually do: more than admin.unusual.volume.least (10), and more than the median of their own hours in the 90 days before plus three deviations: the median distance from it, or its square root if that is larger. Hours without a patient do not count.',
  basis: 'ledger',
  mend: () => null,
  // It judges hours of an actor, not a patient: see `judgeVolumes`.
  judge: () => USUAL,
};
