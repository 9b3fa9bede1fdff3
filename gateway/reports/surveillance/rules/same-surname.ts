import { factsRemedy, type SurveillanceRule } from './rule.ts';
import { compareFact, isSameText } from './compare-fact.ts';

/** Actor and patient have the same surname, as relatives may. */
export const SAME_SURNAME: SurveillanceRule = {
  rule: 'SAME_SURNAME',
  text: 'Actor and patient have the same surname and may be related. Case, accents and hyphens are ignored.',
  basis: 'facts',
  remedy: (_, factKeys) => factsRemedy({ patients: ['surname'], actors: ['surname'] }, factKeys),
  evaluate: (group, { facts }) =>
    compareFact(group, facts, {
      fact: 'surname',
      matches: isSameText,
      text: 'Actor and patient have the same surname.',
    }),
};
