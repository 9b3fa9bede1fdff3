import { USUAL, type SurveillanceRule } from './rule.ts';

/** A case of an actor whose earlier access was found to be a violation. */
export const REPEAT_OFFENDER: SurveillanceRule = {
  rule: 'REPEAT_OFFENDER',
  text: 'Another rule finds the case, and before its first access an earlier access of the actor was found to be a violation, within admin.unusual.repeatOffender.days (365 by default).',
  basis: 'ledger',
  remedy: () => null,
  // Needs the cases that other rules find, and reviews: see `markRepeatOffenders`.
  candidates: 'evaluated elsewhere',
  evaluate: () => USUAL,
};
