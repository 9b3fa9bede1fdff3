import { factsRemedy, type SurveillanceRule } from '../rule.ts';
import { compareFact, normalizeText } from './compare-fact.ts';

/** Actor and patient have the same surname, as relatives may. */
export const SAME_SURNAME: SurveillanceRule = {
  rule: 'SAME_SURNAME',
  title: 'Same surname',
  text: 'Actor and patient have the same surname and may be related. Case, accents and hyphens are ignored.',
  basis: 'facts',
  remedy: (_, factKeys) => factsRemedy({ patients: ['surname'], actors: ['surname'] }, factKeys),
  evaluate: (group, { facts }) =>
    compareFact(group, facts, {
      fact: 'surname',
      normalize: normalizeText,
      text: 'Actor and patient have the same surname.',
    }),
};
