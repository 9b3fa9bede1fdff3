import { CATEGORIES, type Category } from '../../directives/spec.ts';
import {
  ORGANISATION_WORDS,
  PERSON_CLUES,
  PERSON_WORDS,
  RECORD_CLUES,
  RECORD_WORDS,
  STRONG_CLUES,
  TIME_WORDS,
  type Clue,
} from './phi-clues.ts';
import { holdsPhrase, wordsOf } from './words.ts';

/** What the thing that a value belongs to stands for. */
export type Subject = 'person' | 'record' | 'organisation' | 'unknown';

/** A leaf value of a schema, by what can be read of it. */
export interface NamedValue {
  readonly name: string;
  /** The named types that it has, such as `String` or `PhoneNumber`. */
  readonly types: Iterable<string>;
  readonly descriptions: readonly string[];
  readonly subject: Subject;
}

/** Why a value looks like PHI. */
export interface Likeness {
  readonly category: Category;
  readonly by: 'name' | 'type' | 'description';
}

/**
 * Whether a value looks like PHI: by its name, by the name of its own scalar or enum, or by what its
 * description says. What is plain from the name alone counts anywhere; words such as `name` or `value` count
 * only on what stands for a person or for a part of a record. Of several likenesses the longest phrase wins.
 */
export function looksLikePhi(value: NamedValue): Likeness | null {
  const fits = (category: Category) => isPossible(category, value);
  const byName = categoryOf(wordsOf(value.name), value.subject, fits);
  if (byName) return { category: byName, by: 'name' };
  for (const type of value.types) {
    if (BUILT_IN.has(type)) continue;
    const byType = categoryOf(wordsOf(type), value.subject, fits);
    if (byType) return { category: byType, by: 'type' };
  }
  for (const description of value.descriptions) {
    const told = longest(STRONG_CLUES.filter(isTelling), wordsOf(description), fits);
    if (told) return { category: told, by: 'description' };
  }
  return null;
}

/** What a type stands for, by its name: the last word that tells decides, as in `PatientProvider`. */
export function subjectOf(typeName: string): Subject {
  for (const word of wordsOf(typeName).toReversed()) {
    if (ORGANISATION_WORDS.has(word)) return 'organisation';
    if (PERSON_WORDS.has(word)) return 'person';
    if (RECORD_WORDS.has(word)) return 'record';
  }
  return 'unknown';
}

const BUILT_IN: ReadonlySet<string> = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);

function categoryOf(
  words: readonly string[],
  subject: Subject,
  fits: (category: Category) => boolean,
): Category | null {
  if (words.some((word) => COUNTING.has(word))) return null;
  const strong = longest(STRONG_CLUES, words, fits);
  if (strong || subject === 'organisation' || subject === 'unknown') return strong;
  if (TIME_WORDS.has(words.at(-1) ?? '') && fits('DATE')) return 'DATE';
  return longest(subject === 'person' ? PERSON_CLUES : RECORD_CLUES, words, fits);
}

function longest(
  clues: readonly Clue[],
  words: readonly string[],
  fits: (category: Category) => boolean,
): Category | null {
  const [best] = clues
    .filter((clue) => fits(clue.category) && holdsPhrase(words, clue.words))
    .toSorted((a, b) => b.words.length - a.words.length);
  return best?.category ?? null;
}

/** Prose holds `age`, `condition` or `name` for many reasons: only what means one thing is taken from it. */
function isTelling({ category, words }: Clue): boolean {
  return words.length > 1 || UNMISTAKABLE.has(category);
}

const UNMISTAKABLE: ReadonlySet<Category> = new Set([
  'SSN',
  'EMAIL',
  'FAX',
  'BIOMETRIC',
  'GENETIC',
]);

const IDENTIFIERS: ReadonlySet<Category> = new Set(CATEGORIES.slice(0, 18));

/** A number of things, or something about the form of a value. */
const COUNTING: ReadonlySet<string> = new Set(
  wordsOf('count size length format pattern enabled verified visible required mask template'),
);

/** Where patients' identifiers don't come from. */
const NOT_OF_ORGANISATIONS: ReadonlySet<Category> = new Set([
  'NAME',
  'GEOGRAPHY',
  'PHONE',
  'FAX',
  'EMAIL',
  'ACCOUNT',
  'LICENSE',
  'URL',
  'PHOTO',
  'OTHER_ID',
  'CLINICAL',
  'FINANCIAL',
]);

const TEXT_ONLY: ReadonlySet<Category> = new Set(['NAME', 'EMAIL', 'URL', 'PHOTO', 'BIOMETRIC']);

/** A yes or no may be a finding, but identifies nobody; a number is no name. */
function isPossible(category: Category, { types, subject }: NamedValue): boolean {
  if (subject === 'organisation' && NOT_OF_ORGANISATIONS.has(category)) return false;
  for (const type of types) {
    if (type === 'Boolean' && IDENTIFIERS.has(category)) return false;
    if ((type === 'Int' || type === 'Float') && TEXT_ONLY.has(category)) return false;
  }
  return true;
}
