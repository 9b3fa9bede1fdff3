import { singularForms, wordsOf } from '../words.ts';
import type { Inflect } from './inflections.ts';

/** Phrases with a meaning each, found in words. */
export interface PhraseIndex<Meaning> {
  /** The longest phrase among the words, the first one added of equally long ones; null without one. */
  readonly longest: (words: readonly string[]) => Match<Meaning> | null;
  /** The phrase that ends nearest to the end of the words, the longest of several; null without one. */
  readonly last: (words: readonly string[]) => Match<Meaning> | null;
  /** The phrase that begins nearest to the start of the words, the longest of several; null without one. */
  readonly first: (words: readonly string[]) => Match<Meaning> | null;
}

/** A phrase that words contain. */
export interface Match<Meaning> {
  readonly meaning: Meaning;
  /** Its words, joined by a space. */
  readonly phrase: string;
  /** The words from `start` to `end`, exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A match with the number of words of its phrase. */
interface Weighted<Meaning> extends Match<Meaning> {
  readonly weight: number;
}

/** A phrase in one of its forms. */
interface Known<Meaning> {
  readonly meaning: Meaning;
  /** How many words this form has. */
  readonly words: number;
  readonly phrase: string;
}

/** Names of a graph whose matches are kept. */
const MAX_MATCHES = 100_000;

/** A list of phrases with their meaning. */
export interface PhraseList<Meaning> {
  readonly meaning: Meaning;
  /** Separated by commas. */
  readonly phrases: string;
  /** Whether words of the language have the endings of `singularForms`. English has none of them: `taken` is not `take`. */
  readonly inflects: boolean;
  /** The other forms of a phrase. Without it, only those of `singularForms` are found. */
  readonly inflect?: Inflect | undefined;
  /** Whether the language writes compounds as one word whose last part says what it is: `Patientenname`. */
  readonly hasCompounds: boolean;
  /** Whether a compound that begins with a phrase has its meaning too: `Diagnosecode`. */
  readonly beginsCompounds?: boolean;
}

/** Indexes phrases. Of equal phrases the first one counts. */
export function indexPhrases<Meaning>(lists: Iterable<PhraseList<Meaning>>): PhraseIndex<Meaning> {
  const known = new Map<string, Known<Meaning>>();
  const inflected = new Set<string>();
  const heads = new Set<string>();
  const starts = new Set<string>();
  let most = 1;
  for (const {
    meaning,
    phrases,
    inflects,
    inflect,
    hasCompounds,
    beginsCompounds = false,
  } of lists) {
    for (const { text, base } of phrases.split(',').flatMap((each) => formsOf(each, inflect))) {
      const words = wordsOf(text);
      if (words.length === 0) continue;
      most = Math.max(most, words.length);
      // A name can write a phrase as one word.
      for (const key of [words.join(' '), words.join('')]) {
        const phrase = base === text ? key : wordsOf(base).join(' ');
        if (!known.has(key)) known.set(key, { meaning, words: words.length, phrase });
        if (inflects) inflected.add(key);
      }
      if (hasCompounds && words.length === 1 && (words[0]?.length ?? 0) >= 4)
        heads.add(words.join(''));
      if (beginsCompounds && words.length === 1 && (words[0]?.length ?? 0) >= 6)
        starts.add(words.join(''));
    }
  }
  /** The longest known word at the end of a compound, else at its start. */
  const headOf = (word: string) => {
    for (let start = 3; heads.size > 0 && start <= word.length - 4; start += 1)
      if (heads.has(word.slice(start))) return word.slice(start);
    for (let end = word.length - 3; starts.size > 0 && end >= 6; end -= 1)
      if (starts.has(word.slice(0, end))) return word.slice(0, end);
    return null;
  };
  const matchAt = (words: readonly string[], start: number, length: number) => {
    const last = words[start + length - 1] ?? '';
    const before = words.slice(start, start + length - 1);
    for (const form of singularForms(last)) {
      const phrase = [...before, form].join(' ');
      const head = length === 1 && !known.has(phrase) ? headOf(form) : null;
      const found = known.get(head ?? phrase);
      if (!found || (form !== last && head === null && !inflected.has(phrase))) continue;
      const weight = Math.max(found.words, length);
      return { meaning: found.meaning, phrase: found.phrase, start, end: start + length, weight };
    }
    return null;
  };
  const matches = new Map<string, readonly Weighted<Meaning>[]>();
  const all = (words: readonly string[]) => {
    const key = words.join(' ');
    const before = matches.get(key);
    if (before) return before;
    const found: Weighted<Meaning>[] = [];
    for (let length = Math.min(most, words.length); length > 0; length -= 1)
      for (let start = 0; start + length <= words.length; start += 1) {
        const match = matchAt(words, start, length);
        if (match) found.push(match);
      }
    if (matches.size >= MAX_MATCHES) matches.clear();
    matches.set(key, found);
    return found;
  };
  return {
    longest: (words) => all(words).toSorted((a, b) => b.weight - a.weight)[0] ?? null,
    first: (words) =>
      all(words).toSorted((a, b) => a.start - b.start || b.weight - a.weight)[0] ?? null,
    last: (words) => all(words).toSorted((a, b) => b.end - a.end || b.weight - a.weight)[0] ?? null,
  };
}

/** A phrase of the vocabulary in each of its forms and spellings; `base` is the one that stands in it. */
function formsOf(phrase: string, inflect: Inflect = () => []) {
  const base = phrase.trim().replaceAll(/\s+/g, ' ');
  return [
    ...spellings(base).map((text) => ({ text, base: text })),
    ...inflect(base).map((text) => ({ text, base })),
  ];
}

/** A phrase as it is, with umlauts as two letters, and with the short forms of `number` at its end. */
function spellings(phrase: string): readonly string[] {
  const asTwo = phrase.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue');
  const short = phrase.endsWith(' number')
    ? ['no', 'num'].map((word) => phrase.replace(/number$/, word))
    : [];
  return [...new Set([phrase, asTwo, ...short])];
}
