import type { Category } from '../../../directives/spec.ts';
import type { Subjects } from '../subjects/subjects.ts';
import { isElsewhere } from '../subjects/type-name.ts';
import { wordsOf } from '../words.ts';

/** Whether words name staff or an organization, and no patient: `physicianPhone`. */
export function namesAnother(words: readonly string[], { lexicon }: Subjects): boolean {
  const named = words.map((_, index) => lexicon.kinds.last(words.slice(0, index + 1)));
  if (named.some((each) => each?.meaning === 'patient')) return false;
  return named.some(
    (each, index) =>
      each?.end === index + 1 &&
      (each.meaning === 'staff' || each.meaning === 'organization') &&
      !lexicon.ambiguous.has(each.phrase),
  );
}

/**
 * Whether a name says who did something, as a participle with a preposition: `prescribedBy`, `derivadoPor`, `erstelltVon`. A
 * patient books, reports and pays, so `bookedBy` can name one.
 */
export function isDoneBy(words: readonly string[]): boolean {
  const at = words.findLastIndex((word) => DONE.has(word));
  const participle = words[at - 1] ?? '';
  const rest = words.slice(at + 1).filter((word) => word !== 'id' && word !== 'name');
  return at > 0 && rest.length === 0 && DONE.get(words[at] ?? '')?.test(participle) === true;
}

/** Prepositions, and the participles of what staff do before them. */
const DONE: ReadonlyMap<string, RegExp> = new Map([
  ['by', /^(?!booked|reserved|scheduled|requested|reported|submitted|paid|posted).*(?:ed|en)$/],
  ['por', /(?:ado|ido|ada|ida)$/],
  ['von', /^.{3,}(?:t|en)$/],
  ['par', /(?:e|i|it|u)$/],
]);

/** Categories that are not PHI of staff and organizations. */
export const NOT_PHI_OF_OTHERS: ReadonlySet<Category> = new Set([
  'NAME',
  'GEOGRAPHY',
  'DATE',
  'PHONE',
  'FAX',
  'EMAIL',
  'HEALTH_PLAN',
  'ACCOUNT',
  'LICENSE',
  'URL',
  'PHOTO',
  'OTHER_ID',
]);

/** Whether a scalar or an enum is built in, or by its name the kind or the state of something, such as `PhoneType`. */
export function isKindOf(type: string, { lexicon }: Subjects): boolean {
  const words = wordsOf(type);
  // The last word can be one for the form: SeverityEnum.
  const named = words.at(-1) === 'enum' && words.length > 1 ? words.slice(0, -1) : words;
  return BUILT_IN.has(type) || isElsewhere(lexicon.kinds.last(named)?.meaning ?? null);
}

export const BUILT_IN: ReadonlySet<string> = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);
