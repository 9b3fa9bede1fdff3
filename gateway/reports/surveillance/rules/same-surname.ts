import { mendFacts, type Rule } from '../rule.ts';
import { judgeSame, plainText } from './same-text.ts';

/** Actor and patient have one surname: they may be family. */
export const SAME_SURNAME: Rule = {
  rule: 'SAME_SURNAME',
  title: 'Same surname',
  text: 'Actor and patient have the same surname and may be family. Case, accents and hyphens make no difference.',
  basis: 'facts',
  mend: (_, known) => mendFacts({ patients: ['surname'], actors: ['surname'] }, known),
  judge: (group, { facts }) =>
    judgeSame(group, facts, {
      fact: 'surname',
      normalize: plainText,
      text: 'The patient has the actor’s surname.',
    }),
};
