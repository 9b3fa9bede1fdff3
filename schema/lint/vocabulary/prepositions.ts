import type { ClinicalWords } from './clinical-words.ts';

/** The words also without their prepositions, as most names write them: `semana de gestacion` and `semanaGestacion`. */
export function withoutPrepositions({
  vital = '',
  health = '',
  record = '',
  ...category
}: ClinicalWords): ClinicalWords {
  return {
    ...category,
    vital: alsoShort(vital),
    health: alsoShort(health),
    record: alsoShort(record),
  };
}

function alsoShort(phrases: string): string {
  const all = phrases.split(',');
  const short = all.map((phrase) => phrase.replaceAll(PREPOSITION, ' '));
  return [...new Set([...all, ...short])].join(',');
}

/** Between two words in Spanish, Portuguese, French and Italian. An apostrophe is a space there: `salle d attente`. */
const PREPOSITION =
  /\s+(?:(?:del?|d|dos?|das?|du|des|di|dell[aeo]?|dei|degli|al?|ao|à|nel|en|em)\s+)(?:(?:la|el|los|las|l|les)\s+)?/g;
