import { CATEGORIES, type Category } from '../../directives/spec.ts';
import {
  ORGANIZATION_WORDS,
  PERSON_CLUES,
  PERSON_WORDS,
  RECORD_CLUES,
  RECORD_WORDS,
  STRONG_CLUES,
  TIME_WORDS,
  type Clue,
} from './phi-clues.ts';
import { holdsPhrase, wordsOf } from './words.ts';

/** The kind of thing that a type represents. */
export type Subject = 'person' | 'record' | 'organization' | 'unknown';

/** The name, types and descriptions of a leaf value. */
export interface NamedValue {
  readonly name: string;
  /** Its named types, such as `String` or `PhoneNumber`. */
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
 * Whether a value looks like PHI by its name, the name of its scalar or enum, or its description. Unambiguous phrases
 * count everywhere; words such as `name` or `value` count only on types that represent a person or a part of a record.
 * The longest matching phrase decides the category.
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
    const described = longest(STRONG_CLUES.filter(isUnambiguous), wordsOf(description), fits);
    if (described) return { category: described, by: 'description' };
  }
  return null;
}

/** The kind of thing that a type represents, by the last known word of its name, as in `PatientProvider`. */
export function subjectOf(typeName: string): Subject {
  for (const word of wordsOf(typeName).toReversed()) {
    if (ORGANIZATION_WORDS.has(word)) return 'organization';
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
  if (words.some((word) => COUNTING_OR_FORM.has(word))) return null;
  const strong = longest(STRONG_CLUES, words, fits);
  // Weak clues, such as `name`, count only on a person and a record.
  if (strong || subject === 'organization' || subject === 'unknown') return strong;
  if (TIME_WORDS.has(words.at(-1) ?? '') && fits('DATE')) return 'DATE';
  return longest(subject === 'person' ? PERSON_CLUES : RECORD_CLUES, words, fits);
}

/** The category of the longest phrase among the words, if values of the types can have it. */
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

/** Whether a phrase has one meaning in prose. Words such as `age`, `condition` or `name` have many. */
function isUnambiguous({ category, words }: Clue): boolean {
  return words.length > 1 || UNMISTAKABLE.has(category);
}

/** Categories whose single words have one meaning, such as `ssn`. */
const UNMISTAKABLE: ReadonlySet<Category> = new Set([
  'SSN',
  'EMAIL',
  'FAX',
  'BIOMETRIC',
  'GENETIC',
]);

/** The 18 identifier classes of 45 CFR 164.514(b)(2), which come first among the categories. */
const IDENTIFIERS: ReadonlySet<Category> = new Set(CATEGORIES.slice(0, 18));

/** Words for a number of things or for the form of a value: `emailCount` and `phoneFormat` are not PHI. */
const COUNTING_OR_FORM: ReadonlySet<string> = new Set(
  wordsOf('count size length format pattern enabled verified visible required mask template'),
);

/** Categories that are not PHI on an organization, such as its name or phone number. */
const NOT_PHI_OF_ORGANIZATIONS: ReadonlySet<Category> = new Set([
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

/** Categories whose values are never numbers. */
const TEXT_ONLY: ReadonlySet<Category> = new Set(['NAME', 'EMAIL', 'URL', 'PHOTO', 'BIOMETRIC']);

/** Whether values of these types can have a category. A Boolean identifies no person, and a number is not a name. */
function isPossible(category: Category, { types, subject }: NamedValue): boolean {
  if (subject === 'organization' && NOT_PHI_OF_ORGANIZATIONS.has(category)) return false;
  for (const type of types) {
    if (type === 'Boolean' && IDENTIFIERS.has(category)) return false;
    if ((type === 'Int' || type === 'Float') && TEXT_ONLY.has(category)) return false;
  }
  return true;
}
