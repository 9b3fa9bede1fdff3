import type { FieldModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';
import { filtersPersons } from './subjects/caller-records.ts';
import { keyBaseOf, namesPatient } from './subjects/field-words.ts';
import type { Subject } from './subjects/subject.ts';
import type { Subjects } from './subjects/subjects.ts';
import { isElsewhere, readTypeName } from './subjects/type-name.ts';
import { carriedBy, type TypeShape } from './subjects/type-shape.ts';
import { wordsOf } from './words.ts';

/** What a field is about: what it returns, else what its name says, else what its arguments identify. */
export function subjectOfField(
  name: string,
  field: FieldModel,
  hierarchy: Compiled['hierarchy'],
  subjects: Subjects,
): Subject {
  const { lexicon } = subjects;
  if (!subjects.hasPatients) return NOTHING_KNOWN;
  const { base, kind, namesPatient: hasPatient } = readTypeName(name, lexicon);
  const named = subjects.subjectNamed(base);
  if (named?.about === 'patient') return named;
  const caller =
    kind === 'person' ||
    (signsIn(name, field) && kind !== 'staff' && !returnsOther(field, hierarchy, subjects))
      ? subjects.caller
      : null;
  const filtered: Subject | null = filtersPersons(field, lexicon)
    ? { about: 'near', because: `${name} filters by persons and their health` }
    : null;
  const isOfStaffs = isStaff(readTypeName(beforePreposition(name), lexicon)) && !isBooking(name);
  for (const type of hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes)) {
    const own = subjects.subjectOf(type);
    // A mutation that adds a pharmacy can return the account that it belongs to.
    const isAccount = own.about === 'record' && subjects.shapeOf(type).kind === 'technical';
    if (isOfStaffs && (isOfPerson(own) || isAccount)) return NOTHING_KNOWN;
    if (own.about !== 'unknown' && own.about !== 'other') return own;
    const held = carriedBy(subjects.shapeOf(type), subjects.shapeOf)
      .map(subjects.subjectOf)
      .find(({ about }) => about !== 'unknown' && about !== 'other');
    if (held) return held;
    // How a mutation ended says nothing of what it writes.
    if (own.about === 'other' && !isOutcomeAlone(subjects.shapeOf(type)))
      return caller ?? filtered ?? own;
  }
  if (named && !(caller && named.about === 'other')) return named;
  if (caller) return caller;
  if (kind === 'patient') return { about: 'patient', because: `${name} is named for a patient` };
  if (kind === 'record' || (kind === 'document' && hasPatient))
    return { about: 'record', because: `${name} is named for a patient's record` };
  if (filtered) return filtered;
  if (isElsewhere(kind)) return NOTHING_KNOWN;
  const isRecordsKey = (words: readonly string[]) =>
    subjects.subjectNamed((keyBaseOf(words) ?? []).join(''))?.about === 'record';
  // What is written with the key of a visit is about the visit.
  const key = [...field.arguments.keys()].find(
    (argument) =>
      namesPatient(wordsOf(argument), lexicon) ||
      isRecordsKey(wordsOf(argument)) ||
      subjects.subjectKeyed(wordsOf(argument))?.about === 'patient',
  );
  return key === undefined ? NOTHING_KNOWN : { about: 'near', because: `${name} takes ${key}` };
}

/** The words of a field up to what narrows it: `psychologist` of `getPsychologistByUserId`. */
function beforePreposition(name: string): string {
  const words = wordsOf(name);
  const end = words.findIndex((word, at) => at > 0 && PREPOSITIONS.has(word));
  return words.slice(0, end < 0 ? words.length : end).join('_');
}

/** Whether a field is named for what a patient does with a clinician, as `bookDoctor` and `rateDoctor`. */
function isBooking(name: string): boolean {
  return BOOKINGS.has(wordsOf(name)[0] ?? '');
}

const BOOKINGS: ReadonlySet<string> = new Set(
  wordsOf(
    'book reserve schedule reschedule request contact message ask rate review follow choose select assign',
  ),
);

/** Whether a caller signs in, or gets back to their account: `resetPassword(email:)`, `sendOtp(phone:)`, `checkEmail(email:)`. */
function signsIn(name: string, field: FieldModel): boolean {
  const [verb = '', ...rest] = wordsOf(name);
  return (
    [...field.arguments.keys()].some((argument) => wordsOf(argument).includes('password')) ||
    rest.some((word) => SIGN_IN_SECRETS.has(word)) ||
    (VERIFIES.has(verb) && rest.some((word) => ADDRESSES.has(word)))
  );
}

const SIGN_IN_SECRETS: ReadonlySet<string> = new Set(wordsOf('password otp'));
const VERIFIES: ReadonlySet<string> = new Set(wordsOf('verify check confirm resend validate'));
const ADDRESSES: ReadonlySet<string> = new Set(wordsOf('email mail phone mobile'));

function isOutcomeAlone({ kind, links }: TypeShape): boolean {
  return kind === 'technical' && links.length === 0;
}

/** Whether a field returns a person who is not one that the graph is about, such as a student in an app for health. */
function returnsOther(
  field: FieldModel,
  hierarchy: Compiled['hierarchy'],
  { subjectOf, shapeOf }: Subjects,
): boolean {
  return hierarchy
    .valueTypes(field)
    .flatMap(hierarchy.objectTypes)
    .some((type) => subjectOf(type).about === 'unknown' && shapeOf(type).identity.size > 1);
}

/** Words before what narrows a field: `visitsByPatient`. */
export const PREPOSITIONS: ReadonlySet<string> = new Set(
  wordsOf('by from of for por de del da do par pour von nach fuer'),
);

export function isOfPerson({ about }: Subject): boolean {
  return about === 'patient' || about === 'person';
}

/** Whether a type or a name is for staff or an organization. */
export function isStaff({ kind }: Pick<TypeShape, 'kind'>): boolean {
  return kind === 'staff' || kind === 'organization';
}

export const NOTHING_KNOWN: Subject = { about: 'unknown', because: '' };
