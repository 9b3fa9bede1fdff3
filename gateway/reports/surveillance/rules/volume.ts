import { USUAL, type Rule } from '../rule.ts';

/** More patients in an hour than is usual for the one who opened their records. */
export const VOLUME: Rule = {
  rule: 'VOLUME',
  title: 'More patients than usual',
  text: 'In an hour (UTC) the actor saw more patients than they usually do: more than admin.unusual.volume.least (10), and more than the median of their own hours in the 90 days before plus three deviations: the median distance from it, or its square root where that is more. Hours in which they saw nobody don’t count.',
  basis: 'ledger',
  mend: () => null,
  // It is about hours of an actor, not about a patient: see `findVolumes`.
  judge: () => USUAL,
};
