import { mendFacts, type Rule } from '../rule.ts';
import { judgeSame } from './same-text.ts';

/** The patient works where the actor does. */
export const CO_WORKER: Rule = {
  rule: 'CO_WORKER',
  title: 'Co-worker',
  text: 'The patient is employed where the actor is.',
  basis: 'facts',
  mend: (_, known) => mendFacts({ patients: ['employer'], actors: ['employer'] }, known),
  judge: (group, { facts }) =>
    judgeSame(group, facts, {
      fact: 'employer',
      // An id, and so the same character by character.
      normalize: (text) => (text === '' ? null : text),
      text: 'The patient has the actor’s employer.',
    }),
};
