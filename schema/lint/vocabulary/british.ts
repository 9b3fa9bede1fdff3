import { alsoWritten, type ClinicalWords } from './clinical-words.ts';

/** The words with the British spellings of those that have one. */
export function withBritishSpellings(words: ClinicalWords): ClinicalWords {
  return alsoWritten(words, (phrase) =>
    BRITISH.reduce((text, [stem, other]) => text.replace(stem, other), phrase),
  );
}

/** American stems and the British ones: `hemo` and `haemo`, `edema` and `oedema`, `anesthesia` and `anaesthesia`. */
const BRITISH: readonly (readonly [RegExp, string])[] = [
  [/\bhem(?=[ao])/g, 'haem'],
  [/(?<=[a-z])em(?=i[ac]\b)/g, 'aem'],
  [/\b(an)esth/g, '$1aesth'],
  [/\b(p)ediatric/g, '$1aediatric'],
  [/\b(orthop)ed/g, '$1aed'],
  [/\b(gyn)ec/g, '$1aec'],
  [/\bedema/g, 'oedema'],
  [/\b(f)et(?=al|us)/g, '$1oet'],
  [/\bestr/g, 'oestr'],
  [/(?<=rrh)ea\b/g, 'oea'],
  [/(?<=pn)ea\b/g, 'oea'],
  [/\b(c)eliac/g, '$1oeliac'],
  [/\bleuk(?=o)/g, 'leuc'],
  [/(?<=tum|col|lab|behavi)or\b/g, 'our'],
  [/\bfec(?=al|es)/g, 'faec'],
  [/(?<=[a-z])iz(?=ation|ed\b)/g, 'is'],
];
