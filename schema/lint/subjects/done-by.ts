import { wordsOf } from '../words.ts';

/**
 * Whether a name says who did something, as a participle with a preposition: `prescribedBy`, `derivadoPor`, `erstelltVon`. A
 * patient books, reports and pays, so `bookedBy` can name one.
 */
export function isDoneBy(words: readonly string[]): boolean {
  const at = words.findLastIndex((word) => DONE.has(word));
  const participle = words[at - 1] ?? '';
  const rest = words.slice(at + 1).filter((word) => !OF_WHO.has(word));
  return at > 0 && rest.length === 0 && DONE.get(words[at] ?? '')?.test(participle) === true;
}

/** What is known of who did something: `completedByPhone`. */
const OF_WHO: ReadonlySet<string> = new Set(wordsOf('id name phone tel mobile email username'));

/** Prepositions, and the participles of what staff do before them. */
const DONE: ReadonlyMap<string, RegExp> = new Map([
  ['by', /^(?!booked|reserved|scheduled|requested|reported|submitted|paid|posted).*(?:ed|en)$/],
  ['por', /(?:ado|ido|ada|ida)$/],
  ['von', /^.{3,}(?:t|en)$/],
  ['door', /^(?:ge|be|ver|aan|op|uit|toe|af|voor|in).*(?:d|t|en)$/],
  ['da', /[ts][oa]$/],
  ['par', /(?:e|i|it|u)$/],
]);
