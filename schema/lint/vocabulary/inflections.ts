/**
 * The forms of a phrase that names write beside the one in the vocabulary. They are made from the vocabulary, and not
 * undone in the name, because the ending alone does not say what it was: Italian `note` is English too.
 */
export type Inflect = (phrase: string) => readonly string[];

/** The plural of the last word: `afspraak` gives afspraken, `ziekenhuis` ziekenhuizen, `zwangerschap` zwangerschappen. */
export const inflectDutch: Inflect = (phrase) => {
  // Its plural has an s, which is removed from every word.
  if (/(?:[aouy]|e[lmnr]|eur)$/.test(phrase)) return [];
  if (phrase.endsWith('e')) return [`${phrase}${phrase.endsWith('ie') ? 'en' : 'n'}`];
  const long = /([aeou])\1([^aeiou])$/.exec(phrase);
  if (long) return [`${phrase.slice(0, -3)}${long[1] ?? ''}${voiced(long[2] ?? '')}en`];
  if (/(?:ie|ij|ei|ui|oe|eu|ou|au)[fs]$/.test(phrase))
    return [`${phrase.slice(0, -1)}${voiced(phrase.slice(-1))}en`];
  const short = /[^aeiou][aeiou]([^aeiouw])$/.exec(phrase);
  return [`${phrase}${short?.[1] ?? ''}en`];
};

function voiced(end: string): string {
  return end.replace('f', 'v').replace('s', 'z');
}

/** The plural of the first word, and of all: `piano di cura` gives piani di cura, `cartella clinica` cartelle cliniche. */
export const inflectItalian: Inflect = (phrase) => {
  const [first = '', ...rest] = phrase.split(' ');
  return [[italianPlural(first), ...rest].join(' '), [first, ...rest].map(italianPlural).join(' ')];
};

function italianPlural(word: string): string {
  if (word.length < 4 || word === 'della') return word;
  const ending = ITALIAN_PLURALS.find(([singular]) => singular.test(word));
  return ending ? word.replace(...ending) : word;
}

/** The ends of words in the singular and in the plural. The first one that fits counts. */
const ITALIAN_PLURALS: readonly (readonly [RegExp, string])[] = [
  [/(?<=ist|em|om)a$/, 'i'],
  [/([cg])a$/, '$1he'],
  [/a$/, 'e'],
  [/(?<=[aeiou])co$/, 'ci'],
  [/logo$/, 'logi'],
  [/([cg])o$/, '$1hi'],
  [/i?[oe]$/, 'i'],
];

/**
 * The last word in the plural and with an owner, by the harmony of its vowels: `ilaç` gives ilaçlar, ilacı and ilaçları,
 * `hastalık` hastalıklar, hastalığı and hastalıkları.
 */
export const inflectTurkish: Inflect = (phrase) => {
  const vowel = phrase.match(/[aıoueiöü]/g)?.at(-1) ?? 'e';
  const plural = `${phrase}l${'aıou'.includes(vowel) ? 'ar' : 'er'}`;
  const close = 'ouöü'.includes(vowel) ? 'u' : 'i';
  const owned = /[aıoueiöü]$/.test(phrase)
    ? [`${phrase}s${close}`]
    : [phrase, phrase.replace(/k$/, 'g').replace(/p$/, 'b').replace(/t$/, 'd')].map(
        (stem) => `${stem}${close}`,
      );
  return [plural, `${plural}i`, ...owned];
};
