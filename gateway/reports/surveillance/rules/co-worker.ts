import { factsRemedy, type SurveillanceRule } from '../rule.ts';
import { compareFact } from './compare-fact.ts';

/** Actor and patient have the same employer. */
export const CO_WORKER: SurveillanceRule = {
  rule: 'CO_WORKER',
  title: 'Co-worker',
  text: 'Actor and patient have the same employer.',
  basis: 'facts',
  remedy: (_, factKeys) => factsRemedy({ patients: ['employer'], actors: ['employer'] }, factKeys),
  evaluate: (group, { facts }) =>
    compareFact(group, facts, {
      fact: 'employer',
      // Employers are ids: compared character by character.
      normalize: (text) => (text === '' ? null : text),
      text: 'Actor and patient have the same employer.',
    }),
};
