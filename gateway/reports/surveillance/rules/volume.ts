import { USUAL, type SurveillanceRule } from './rule.ts';

/** More patients in an hour than usual for the actor. */
export const VOLUME: SurveillanceRule = {
  rule: 'VOLUME',
  text: 'The actor saw more patients in one hour (UTC) than usual: more than admin.unusual.volume.least (10 by default), and more than three deviations above the median of the actor’s hours in the previous 90 days. A deviation is the median distance from the median, or the square root of the median if that is larger. Hours without a patient don’t count.',
  basis: 'ledger',
  remedy: () => null,
  // Volume is evaluated per actor and hour, not per patient: see `findVolumeCases`.
  candidates: 'evaluated elsewhere',
  evaluate: () => USUAL,
};
