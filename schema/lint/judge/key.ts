import { isPersonKind, USERS } from '../subjects/accounts.ts';
import type { Subjects } from '../subjects/subjects.ts';
import { headKind, withoutForms } from '../subjects/type-name.ts';
import { ownerOf } from '../subjects/field-words.ts';
import type { TypeKind } from '../vocabulary/vocabulary.ts';
import { wordsOf } from '../words.ts';
import { isOnPerson, judged, type Judged, type Placed } from './likeness.ts';
import { namesAnother } from './others.ts';

/**
 * The words before the key word of a name such as `patientId`, or all of them where an input takes a person by the name of
 * their type: `traces(user: String)`. Null if the name is not that of a key.
 */
export function keyBase(
  words: readonly string[],
  value: Placed,
  { lexicon: { kinds }, subjectNamed }: Subjects,
): readonly string[] | null {
  const { types, isOutput } = value;
  const base =
    ownerOf(words, (owner) => kinds.last([owner]) !== null) ??
    accountNamed(words, value) ??
    personByCode(words, (kind) => kinds.last([kind])?.meaning ?? null);
  // What is called a date is one, whatever its type: `dateTime: ID`.
  const isKey = [...types].includes('ID') && !DATE_TIME.test(words.join(' '));
  if (base !== null || isKey) return base ?? words;
  const named = isOutput ? undefined : subjectNamed(words.join(''))?.about;
  return named === 'patient' || named === 'person' ? words : null;
}

/** The person whose record a code or a key identifies: `memberCode`, `customerKey`. */
function personByCode(
  words: readonly string[],
  kindOf: (word: string) => TypeKind | null,
): readonly string[] | null {
  const [person = '', last = ''] = words;
  const isCode = words.length === 2 && CODES.has(last);
  return isCode && isPersonKind({ kind: kindOf(person) }) ? [person] : null;
}

const CODES: ReadonlySet<string> = new Set(['code', 'key']);

/** The account that its name identifies, as `userName` does, or the `owner` of a record by AWS Amplify's rules. */
function accountNamed(words: readonly string[], value: Placed): readonly string[] | null {
  if (isOnPerson(value) || value.isOfStaff || ![...value.types].includes('String')) return null;
  if (words.length === 1 && words[0] === 'username') return ['user'];
  if (words.length === 1 && words[0] === 'owner') return words;
  const [account = '', last] = words;
  return words.length === 2 && last === 'name' && USERS.has(account) ? [account] : null;
}

/** Judges a key: that of a patient is PHI, that of another thing is not. */
export function judgeKey(
  base: readonly string[],
  value: Placed,
  subjects: Subjects,
): Judged | null {
  if (!subjects.hasPatients) return null;
  const isPerson = isOnPerson(value);
  if (base.length === 0 || (isPerson && base.every((word) => OF_SYSTEMS.has(word))))
    return judgeOwnKey(isPerson, value);
  if (isPerson && base.length === 1 && PARENTS.has(base[0] ?? ''))
    return judged({ meaning: 'OTHER_ID', phrase: base.join(' ') }, value, 'high');
  if (namesAnother(base, subjects)) return null;
  // `personalInfoId` is the key of a `PersonalInfo`, whose name has a word for its form.
  const named = (
    subjects.subjectNamed(base.join('')) ?? subjects.subjectNamed(withoutForms(base).join(''))
  )?.about;
  const kind = headKind(base, subjects.lexicon)?.meaning;
  // The user of an app for health, who has no type.
  const isUser =
    (kind === 'person' || kind === 'customer') &&
    named === undefined &&
    (subjects.caller !== null || isOwnersOf(base, value));
  // The account of a doctor or of a clinic is not a patient's.
  const isStaffs = value.isOfStaff && base.length === 1 && USERS.has(base[0] ?? '');
  const isPatients = (named === 'patient' && !isStaffs) || kind === 'patient' || isUser;
  if (!isPatients && !(named === 'person' && value.subject.about !== 'other')) return null;
  return {
    category: 'OTHER_ID',
    confidence: 'high',
    signs: [`it identifies a ${base.join(' ')}`],
  };
}

/** Whether a key such as `userId` is the only one that says whose record it is. */
function isOwnersOf(base: readonly string[], { name, isContent, isOfUser }: Placed): boolean {
  return isContent && isOfUser && base.length === 1 && wordsOf(name).length > 1;
}

/** Judges the key of the object itself, such as `id`. */
function judgeOwnKey(isPerson: boolean, value: Placed): Judged | null {
  if (isPerson) return judged({ meaning: 'OTHER_ID', phrase: 'id' }, value, 'high');
  return value.subject.about === 'record' && value.isOutput
    ? judged({ meaning: 'OTHER_ID', phrase: 'id' }, value, 'low')
    : null;
}

/** Words for where a person's key comes from: `internalId`, `lookupId`, `fhirId`, `hospitalId`. */
const OF_SYSTEMS: ReadonlySet<string> = new Set(
  wordsOf(
    `contact card internal external lookup fhir ehr emr legacy source custom unique public display system global master old original national
     medical health record chart history registration reference local interno externo unico origem origen interne externe
     apple android google firebase cognito auth strava fitbit garmin withings oura health healthkit`,
  ),
);

/** The parents of a person in a pedigree: https://www.cog-genomics.org/plink/1.9/formats#ped. */
const PARENTS: ReadonlySet<string> = new Set(wordsOf('maternal paternal'));

const DATE_TIME = /^(?:date ?time|timestamp)$/;
