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

/** Whether words are what a clinician says of a patient, and not about the clinician: `doctorNotes`, `therapistComment`. */
export function isSaidByClinician(words: readonly string[], { lexicon }: Subjects): boolean {
  return (
    words.length > 1 &&
    lexicon.clinician.has(words[0] ?? '') &&
    words.slice(1).every((word) => SAID.has(word))
  );
}

const SAID: ReadonlySet<string> = new Set(
  wordsOf(
    `note remark comment advice instruction recommendation opinion observation finding conclusion impression message text answer reply
     suggestion summary`,
  ),
);

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
