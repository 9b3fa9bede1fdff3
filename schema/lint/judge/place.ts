import type { Category } from '../../../directives/spec.ts';
import type { Subjects } from '../subjects/subjects.ts';
import { headKind, isElsewhere } from '../subjects/type-name.ts';
import { STATES, STATE_VERBS } from '../vocabulary/states.ts';
import { wordsOf } from '../words.ts';
import type { Likeness, Placed } from './likeness.ts';

/** Judges a value without a known word in a patient's record. */
export function judgePlace(
  words: readonly string[],
  value: Placed,
  { lexicon, isForHealth }: Subjects,
): Likeness | null {
  const { subject, isContent, types } = value;
  if (!isContent || (subject.about !== 'patient' && subject.about !== 'record')) return null;
  const head = headKind(words, lexicon);
  if (head && isElsewhere(head.meaning) && (head.start === 0 || head.end === words.length))
    return null;
  // What the members of a club have, whose software also knows their allergies.
  if (subject.about === 'patient' && !isForHealth) return null;
  // A place in a list: `order: Int`.
  if (words.join(' ') === 'order' && [...types].includes('Int')) return null;
  if ([...types].includes('Boolean') && (subject.about === 'patient' || saysState(words)))
    return null;
  return {
    category: categoryOf(value),
    by: 'place',
    confidence: 'low',
    signs: [subject.because, 'nothing in its name says that it is not PHI'],
  };
}

function categoryOf({ subject, types }: Placed): Category {
  if ([...types].some(isDateScalar)) return 'DATE';
  return subject.about === 'patient' ? 'OTHER_ID' : 'CLINICAL';
}

/** Whether a scalar is named for dates, such as `LocalDate` and `timestamptz`. */
function isDateScalar(type: string): boolean {
  return wordsOf(type).some((word) => /^(?:date|datetime|timestamp(?:tz)?)$/.test(word));
}

/** Whether the name of a Boolean is about a state of the program: `isActive`, `canEdit`; not `isAbnormal`. */
function saysState([first = '', ...rest]: readonly string[]): boolean {
  const isVerb = STATE_VERBS.has(first) && rest.length > 0;
  // What a clinician finds is one word, as in `isAbnormal`; a longer sentence without a word for health is about the thing itself.
  return (
    (isVerb && rest.length > 1) ||
    (!isVerb && STATES.has(first)) ||
    rest.some((word) => STATES.has(word)) ||
    /[a-z]ed$/.test(rest.at(-1) ?? first)
  );
}
