import { factsRemedy, type SurveillanceRule } from './rule.ts';
import { compareFact, isSameText } from './compare-fact.ts';

/** Actor and patient have the same address, as members of a household do. */
export const SAME_ADDRESS: SurveillanceRule = {
  rule: 'SAME_ADDRESS',
  text: 'Actor and patient have the same address. Case, accents, punctuation and spaces are ignored.',
  basis: 'facts',
  remedy: (_, factKeys) => factsRemedy({ patients: ['address'], actors: ['address'] }, factKeys),
  evaluate: (group, { facts }) =>
    compareFact(group, facts, {
      fact: 'address',
      matches: isSameText,
      text: 'Actor and patient have the same address.',
    }),
};
