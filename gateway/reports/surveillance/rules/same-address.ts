import { mendFacts, type Rule } from '../rule.ts';
import { judgeSame, plainText } from './same-text.ts';

/** Actor and patient live at one address: household, or neighbours in one house. */
export const SAME_ADDRESS: Rule = {
  rule: 'SAME_ADDRESS',
  title: 'Same address',
  text: 'Actor and patient live at the same address. Case, punctuation and spaces make no difference.',
  basis: 'facts',
  mend: (_, known) => mendFacts({ patients: ['address'], actors: ['address'] }, known),
  judge: (group, { facts }) =>
    judgeSame(group, facts, {
      fact: 'address',
      normalize: plainText,
      text: 'The patient lives at the actor’s address.',
    }),
};
