import { alsoWritten, type ClinicalWords } from './clinical-words.ts';

/** The words also without their prepositions, as most names write them: `semana de gestacion` and `semanaGestacion`. */
export function withoutPrepositions(words: ClinicalWords): ClinicalWords {
  return alsoWritten(words, (phrase) => phrase.replaceAll(PREPOSITION, ' '));
}

/** Between two words in Spanish, Portuguese, French and Italian. An apostrophe is a space there: `salle d attente`. */
const PREPOSITION =
  /\s+(?:(?:del?|d|dos?|das?|du|des|di|dell[aeo]?|dei|degli|al?|ao|à|nel|en|em)\s+)(?:(?:la|el|los|las|l|les)\s+)?/g;
