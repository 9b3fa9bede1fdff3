import { factsRemedy, type SurveillanceRule } from './rule.ts';
import { compareFact } from './compare-fact.ts';

/** Actor and patient have the same employer. */
export const CO_WORKER: SurveillanceRule = {
  rule: 'CO_WORKER',
  text: 'Actor and patient have the same employer.',
  basis: 'facts',
  remedy: (_, factKeys) => factsRemedy({ patients: ['employer'], actors: ['employer'] }, factKeys),
  evaluate: (group, { facts }) =>
    compareFact(group, facts, {
      fact: 'employer',
      // Employers are ids: compared character by character.
      matches: (own, theirs) => own !== '' && own === theirs,
      text: 'Actor and patient have the same employer.',
    }),
};
