import { wordsOf } from '../words.ts';
import { GERMAN } from './de.ts';
import { SPANISH } from './es.ts';
import { FRENCH } from './fr.ts';
import { INDONESIAN } from './id.ts';
import { inflectDutch, inflectItalian, inflectTurkish, type Inflect } from './inflections.ts';
import { ITALIAN } from './it.ts';
import { DUTCH } from './nl.ts';
import { PORTUGUESE } from './pt.ts';
import { TURKISH } from './tr.ts';
import { VIETNAMESE } from './vi.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The languages beside English that the lint knows. */
export const OTHER_LANGUAGES = [
  SPANISH,
  PORTUGUESE,
  FRENCH,
  GERMAN,
  INDONESIAN,
  DUTCH,
  ITALIAN,
  TURKISH,
  VIETNAMESE,
];

/** Languages that begin with the noun. */
export const HEAD_FIRST: ReadonlySet<Vocabulary> = new Set([
  SPANISH,
  PORTUGUESE,
  FRENCH,
  INDONESIAN,
  ITALIAN,
  VIETNAMESE,
]);

/** Languages that write compounds as one word. */
export const WITH_COMPOUNDS: ReadonlySet<Vocabulary> = new Set([GERMAN, DUTCH]);

/** Languages whose words have other forms than those of `singularForms`. */
export const INFLECTED: ReadonlyMap<Vocabulary, Inflect> = new Map([
  [DUTCH, inflectDutch],
  [ITALIAN, inflectItalian],
  [TURKISH, inflectTurkish],
]);

/** The single words of phrases in all the forms that names write. */
export function formsIn(phrases: string, vocabulary: Vocabulary): readonly string[] {
  const inflect: Inflect = INFLECTED.get(vocabulary) ?? (() => []);
  return phrases
    .split(',')
    .flatMap((phrase) => [phrase, ...inflect(phrase.trim())].flatMap(wordsOf));
}
