import { CATEGORIES, type Category } from '../../directives/spec.ts';
import type { Element } from './fhir-shapes.ts';
import type { Confidence } from './finding.ts';
import { OF_A_PERSON } from './subjects/find-care.ts';
import type { Subject } from './subjects/subject.ts';
import type { Subjects } from './subjects/subjects.ts';
import { headKind, isElsewhere } from './subjects/type-name.ts';
import { CODE_SYSTEMS, COUNTS, isCount, keyBaseOf, ownerOf } from './subjects/type-shape.ts';
import type { Lexicon } from './vocabulary/lexicon.ts';
import { wordsOf } from './words.ts';

/** A value and where it stands. */
export interface Placed {
  readonly name: string;
  /** Its named types, such as `String` or `PhoneNumber`. */
  readonly types: Iterable<string>;
  readonly descriptions: readonly string[];
  readonly subject: Subject;
  /** Whether it is content: a field of an object, or what a mutation writes. Arguments of queries choose content. */
  readonly isContent: boolean;
  /** Whether it is a field of an object, not an input. */
  readonly isOutput: boolean;
  /** Whether a text named `search` or the like searches patients here. */
  readonly searches: boolean;
  /** What it is by a standard's data type; null for other values. */
  readonly element: Element | null;
}

/** Why a value looks like PHI. */
export interface Likeness {
  readonly category: Category;
  readonly by: 'name' | 'type' | 'description' | 'place';
  readonly confidence: Confidence;
  /** What it rests on, each a statement. */
  readonly signs: readonly string[];
}

/**
 * Whether a value looks like PHI: by its name, the name of its scalar or enum or its description, and by the subject of
 * the type that it stands in. A word with many meanings never suffices alone.
 */
export function judgeValue(value: Placed, subjects: Subjects): Likeness | null {
  const words = wordsOf(value.name);
  if (value.element) return judgeElement(value.element, value, subjects);
  const byName = judgeKnown(words, value, subjects);
  if (byName) return { ...byName, by: 'name' };
  if (words.length === 0 || isCount(words)) return null;
  const key = keyBase(words, value, subjects.lexicon);
  if (key) {
    const byKey = judgeKey(key, value, subjects);
    return byKey && { ...byKey, by: 'name' };
  }
  const isOthers = namesAnother(words, subjects);
  for (const type of value.types) {
    const byType =
      isOthers || isKindOf(type, subjects) ? null : judgeKnown(wordsOf(type), value, subjects);
    if (byType) return { ...byType, by: 'type' };
  }
  for (const description of isOthers ? [] : value.descriptions) {
    const described = judgeProse(wordsOf(description), value, subjects);
    if (described) return { ...described, by: 'description' };
  }
  if (subjects.lexicon.technical.longest(words)) return null;
  if ([...value.types].some((type) => !BUILT_IN.has(type) && isKindOf(type, subjects))) return null;
  const byPlace = judgeAmbiguous(words, value, subjects);
  // What a payer covers and a provider was paid is about the care of a patient.
  if (isOthers) return byPlace?.category === 'FINANCIAL' ? { ...byPlace, by: 'name' } : null;
  return byPlace ? { ...byPlace, by: 'name' } : judgePlace(words, value, subjects);
}

/** Judges an element of a data type that a standard defines: alone, the data type says nothing of patients. */
function judgeElement(element: Element, value: Placed, { hasPatients }: Subjects): Likeness | null {
  const { about, because } = value.subject;
  if (element === 'none' || !hasPatients || about === 'other') return null;
  return {
    category: element,
    by: 'place',
    confidence: isAbout(about) ? 'high' : 'medium',
    signs: [`FHIR defines it as "${value.name}"`, ...(isAbout(about) ? [because] : [])],
  };
}

/** Whether a scalar or an enum is built in, or by its name the kind or the state of something, such as `PhoneType`. */
function isKindOf(type: string, { lexicon }: Subjects): boolean {
  const words = wordsOf(type);
  // The last word can be one for the form: SeverityEnum.
  const named = words.at(-1) === 'enum' && words.length > 1 ? words.slice(0, -1) : words;
  return BUILT_IN.has(type) || isElsewhere(lexicon.kinds.last(named)?.meaning ?? null);
}

type Judged = Omit<Likeness, 'by'>;

const BUILT_IN: ReadonlySet<string> = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);

/** Judges words that have a meaning of their own, such as `date of birth` and `diagnosis`. */
function judgeKnown(words: readonly string[], value: Placed, subjects: Subjects): Judged | null {
  const { phi } = subjects.lexicon;
  const { about } = value.subject;
  const certain = fitting(phi.certain.longest(words), words, value);
  if (certain) return judged(certain, value, isAbout(about) ? 'high' : 'medium');
  if (!subjects.hasPatients) return null;
  const isOthers = namesAnother(words, subjects);
  const bound = isOthers ? null : judgeBound(words, value, subjects);
  if (bound) return bound;
  const key = keyBase(words, value, subjects.lexicon);
  const health = fitting(phi.health.longest(words), words, value);
  // The key of a kind, unless all of its words name health information: `id_tipo_sanguineo`.
  const isOfKind =
    key !== null &&
    isElsewhere(headKind(key, subjects.lexicon)?.meaning ?? null) &&
    !(isAbout(about) && key.length > 1 && key.join(' ') === health?.phrase);
  if (about === 'other' || isOfKind) return null;
  const { everyday } = subjects.lexicon;
  const isCatalogs =
    about === 'unknown' &&
    health !== null &&
    (CODE_SYSTEMS.has(health.phrase) || everyday.has(health.phrase));
  if (health && !isCatalogs && !(isOthers && NOT_PHI_OF_OTHERS.has(health.meaning)))
    return judged(health, value, isAbout(about) ? 'high' : 'medium');
  if (isOthers) return null;
  const identity = fitting(phi.identity.longest(words), words, value);
  if (!isAbout(about))
    return identity && OF_A_PERSON.test(identity.phrase) ? judged(identity, value, 'medium') : null;
  return identity ? judged(identity, value, about === 'near' ? 'medium' : 'high') : null;
}

/** A word for a patient or a relative beside one for what is known about them: `patientName`, `mothersFirstName`. */
function judgeBound(words: readonly string[], value: Placed, { lexicon }: Subjects): Judged | null {
  const kindOf = (word: string) => lexicon.kinds.last([word])?.meaning;
  const index = words.findIndex((word) => kindOf(word) === 'patient');
  if (index < 0) return judgeRelative(words, value, lexicon);
  const rest = words.toSpliced(index, 1).filter((word) => !CONTAINERS.has(word));
  if (rest.length === 0 && fits('OTHER_ID', value))
    return { category: 'OTHER_ID', confidence: 'high', signs: [`it identifies a ${words[index]}`] };
  const { identity, health, person } = lexicon.phi;
  const match = identity.longest(rest) ?? health.longest(rest) ?? person.longest(rest);
  const found = fitting(match, rest, value);
  if (!found) return null;
  const phrase = `${words[index]} ${found.phrase}`;
  return judged({ ...found, phrase }, value, value.subject.about === 'other' ? 'medium' : 'high');
}

/** Words for the form of several values: `patientList` and `pacientes_arr` hold patients' ids. */
const CONTAINERS: ReadonlySet<string> = new Set(wordsOf('list arr array set lista liste'));

function judgeRelative(
  words: readonly string[],
  value: Placed,
  { kinds, phi }: Lexicon,
): Judged | null {
  const index = words.findIndex(
    (word) => word === 'child' || kinds.last([word])?.meaning === 'relative',
  );
  if (index < 0 || value.subject.about === 'other') return null;
  const rest = words.toSpliced(index, 1);
  if (keyBaseOf(rest)?.length === 0 && fits('OTHER_ID', value))
    return judged({ meaning: 'OTHER_ID', phrase: words.join(' ') }, value, 'medium');
  const found = fitting(phi.identity.longest(rest), rest, value);
  return found && judged({ ...found, phrase: `${words[index]} ${found.phrase}` }, value, 'medium');
}

/** A phrase of several words in prose, or one with a single meaning. Words such as `age` or `name` have many. */
function judgeProse(words: readonly string[], value: Placed, subjects: Subjects): Judged | null {
  if (value.subject.about === 'other') return null;
  const { certain, health, identity } = subjects.lexicon.phi;
  // Without patients, prose about an email address says nothing of health.
  const found = (subjects.hasPatients ? [certain, health, identity] : [certain])
    .flatMap((index) => fitting(index.longest(words), [], value) ?? [])
    .find(({ phrase, meaning }) => phrase.includes(' ') || UNMISTAKABLE.has(meaning));
  return found ? judged(found, value, 'medium') : null;
}

const UNMISTAKABLE: ReadonlySet<Category> = new Set([
  'SSN',
  'EMAIL',
  'FAX',
  'BIOMETRIC',
  'GENETIC',
]);

/** Judges words with many meanings, which count only on a patient and in a patient's record. */
function judgeAmbiguous(
  words: readonly string[],
  value: Placed,
  subjects: Subjects,
): Judged | null {
  const { lexicon } = subjects;
  const { about } = value.subject;
  if (value.searches && words.every((word) => SEARCHES.has(word)))
    return judged({ meaning: 'NAME', phrase: words.join(' ') }, value, 'medium');
  if ([...value.types].includes('Boolean')) return null;
  const isPerson = about === 'patient' || about === 'person';
  if (!value.isContent) {
    const asked = isPerson ? fitting(lexicon.phi.person.longest(words), words, value) : null;
    return asked?.meaning === 'NAME' ? judged(asked, value, 'medium') : null;
  }
  if (!isPerson && about !== 'record' && about !== 'near') return null;
  const time = timeWord(words, subjects);
  if (time !== null && fits('DATE', value))
    return judged({ meaning: 'DATE', phrase: time }, value, 'medium');
  const match = lexicon.phi[isPerson ? 'person' : 'record'].longest(words);
  const found = fitting(match, words, value);
  return found && judged(found, value, 'medium');
}

/** Names of a free text that searches. */
const SEARCHES: ReadonlySet<string> = new Set(
  wordsOf('search filter query q text term keyword name like by'),
);

/** A word for a date or a time at the end of a name, or a noun for one at its start: `dateCollected`, `fechaOrden`. */
function timeWord(words: readonly string[], { lexicon }: Subjects): string | null {
  const [first, last] = [words[0] ?? '', words.at(-1) ?? ''];
  if (lexicon.time.last([last])) return last;
  return first.length >= 4 && lexicon.time.last([first]) ? first : null;
}

/** A value without a known word in a patient's record. */
function judgePlace(
  words: readonly string[],
  value: Placed,
  { lexicon }: Subjects,
): Likeness | null {
  const { subject, isContent, types } = value;
  if (!isContent || (subject.about !== 'patient' && subject.about !== 'record')) return null;
  if (isElsewhere(headKind(words, lexicon)?.meaning ?? null)) return null;
  // A place in a list: `order: Int`.
  if (words.join(' ') === 'order' && [...types].includes('Int')) return null;
  if ([...types].includes('Boolean') && (subject.about === 'patient' || saysState(words)))
    return null;
  return {
    category: subject.about === 'patient' ? 'OTHER_ID' : 'CLINICAL',
    by: 'place',
    confidence: 'low',
    signs: [subject.because, 'nothing in its name says that it is not PHI'],
  };
}

/** Whether the name of a Boolean is about a state of the program: `isActive`, `canEdit`; not `isAbnormal`. */
function saysState([first = '', ...rest]: readonly string[]): boolean {
  const isVerb = VERBS.has(first) && rest.length > 0;
  return (
    (!isVerb && STATES.has(first)) ||
    rest.some((word) => STATES.has(word)) ||
    /[a-z]ed$/.test(rest.at(-1) ?? first)
  );
}

const VERBS: ReadonlySet<string> = new Set(wordsOf('is has was did had'));

const STATES: ReadonlySet<string> = new Set(
  wordsOf(
    `is has can was did had show hide allow send use need should include active available visible open
     complete done paid read seen default primary public
     private shared valid ok success optional editable manual automatic all same omit exist require create update confirm deny permit grant authorize
     new duplicate potentially late overdue first last own main profile attachment message payment method donation list picture`,
  ),
);

/** The words before the key word of a name such as `patientId`; null if the name is not that of a key. */
function keyBase(
  words: readonly string[],
  { types }: Placed,
  { kinds }: Lexicon,
): readonly string[] | null {
  const base = ownerOf(words, (owner) => kinds.last([owner]) !== null);
  return base ?? ([...types].includes('ID') ? words : null);
}

/** A key: that of a patient is PHI, that of another thing is not. */
function judgeKey(base: readonly string[], value: Placed, subjects: Subjects): Judged | null {
  const { about } = value.subject;
  if (!subjects.hasPatients) return null;
  const isPerson = about === 'patient' || about === 'person';
  if (base.length === 0 || (isPerson && base.every((word) => OF_SYSTEMS.has(word)))) {
    if (isPerson) return judged({ meaning: 'OTHER_ID', phrase: 'id' }, value, 'high');
    return about === 'record' && value.isOutput
      ? judged({ meaning: 'OTHER_ID', phrase: 'id' }, value, 'low')
      : null;
  }
  if (namesAnother(base, subjects)) return null;
  const named = subjects.subjectNamed(base.join(''))?.about;
  const kind = headKind(base, subjects.lexicon)?.meaning;
  // The user of an app for health, who has no type.
  const isUser =
    (kind === 'person' || kind === 'customer') && named === undefined && subjects.caller !== null;
  const isPatients = named === 'patient' || kind === 'patient' || isUser;
  if (!isPatients && !(named === 'person' && about !== 'other')) return null;
  return {
    category: 'OTHER_ID',
    confidence: 'high',
    signs: [`it identifies a ${base.join(' ')}`],
  };
}

/** Words for where a person's key comes from: `internalId`, `lookupId`, `fhirId`, `hospitalId`. */
const OF_SYSTEMS: ReadonlySet<string> = new Set(
  wordsOf(
    `internal external lookup fhir ehr emr legacy source custom unique public display system global master old original national
     medical health record chart history registration reference local interno externo unico origem origen interne externe`,
  ),
);

interface Meant {
  readonly meaning: Category;
  readonly phrase: string;
}

function judged({ meaning, phrase }: Meant, { subject }: Placed, confidence: Confidence): Judged {
  const place = isAbout(subject.about) ? [subject.because] : [];
  return { category: meaning, confidence, signs: [`it is named "${phrase}"`, ...place] };
}

function isAbout(about: Subject['about']): boolean {
  return about !== 'other' && about !== 'unknown';
}

/** Whether words name staff or an organization, and no patient: `physicianPhone`. */
function namesAnother(words: readonly string[], { lexicon }: Subjects): boolean {
  const named = words.map((_, index) => lexicon.kinds.last(words.slice(0, index + 1)));
  if (named.some((each) => each?.meaning === 'patient')) return false;
  return named.some(
    (each, index) =>
      each?.end === index + 1 &&
      (each.meaning === 'staff' || each.meaning === 'organization') &&
      !lexicon.ambiguous.has(each.phrase),
  );
}

/** A phrase that the value can have; null for a number of things, such as `emailCount`, unless the phrase itself is one. */
function fitting(match: Meant | null, words: readonly string[], value: Placed): Meant | null {
  if (!match || !fits(match.meaning, value)) return null;
  const covered = match.phrase.split(' ');
  const isNumber =
    isCount(words) && !words.some((word) => COUNTS.has(word) && covered.includes(word));
  return isNumber ? null : match;
}

/** Categories whose values are never Boolean: the 18 identifier classes of 45 CFR 164.514(b)(2), and amounts. */
const NEVER_BOOLEAN: ReadonlySet<Category> = new Set([...CATEGORIES.slice(0, 18), 'FINANCIAL']);

/** Categories whose values are never numbers. */
const TEXT_ONLY: ReadonlySet<Category> = new Set(['NAME', 'EMAIL', 'URL', 'PHOTO', 'BIOMETRIC']);

/** Categories that are not PHI of staff and organizations. */
const NOT_PHI_OF_OTHERS: ReadonlySet<Category> = new Set([
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

/** Whether values of these types can have a category. A Boolean identifies no person, and a number is not a name. */
function fits(category: Category, { types }: Placed): boolean {
  for (const type of types) {
    if (type === 'Boolean' && NEVER_BOOLEAN.has(category)) return false;
    if ((type === 'Int' || type === 'Float') && TEXT_ONLY.has(category)) return false;
  }
  return true;
}
