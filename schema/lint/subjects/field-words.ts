import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';

/** Whether a name has a word for a patient and another for what is known about one, and none for a number of things. */
export function namesPatient(words: readonly string[], lexicon: Lexicon): boolean {
  if (words.some((word) => COUNTS.has(word) || LIMITS.has(word))) return false;
  const patient = words.findIndex((word) => lexicon.kinds.last([word])?.meaning === 'patient');
  if (patient < 0) return false;
  const rest = words.toSpliced(patient, 1);
  if (rest.length === 0) return true;
  const { certain, health, identity, person } = lexicon.phi;
  return (
    rest.some(isKeyWord) ||
    [certain, health, identity, person].some((index) => index.longest(rest) !== null)
  );
}

/** Words for a number of things or for the form of a value: `emailCount` and `phoneFormat` are not PHI. */
export const COUNTS: ReadonlySet<string> = new Set(
  wordsOf('count size length format pattern enabled verified visible required mask template'),
);

/** Words for which patients are accepted, as in `ageRangePatients` of a specialty. */
const LIMITS: ReadonlySet<string> = new Set(wordsOf('range min max minimum maximum limit'));

/** Whether words name a number of things: `emailCount`, `totalResults`, `numberOfVisits`. */
export function isCount(words: readonly string[]): boolean {
  const [first, second] = words;
  return (
    words.some((word) => COUNTS.has(word)) ||
    (words.length === 2 && first === 'total' && TOTALS.has(second ?? '')) ||
    (second === 'of' && (first === 'number' || first === 'num'))
  );
}

const TOTALS: ReadonlySet<string> = new Set(
  wordsOf('item element result page record row hit entry patient user visit appointment order'),
);

/** Whether words name when something happened, whatever the word for it: `date_of_session`. */
export function isDateOf([first = '', second = '']: readonly string[]): boolean {
  return DATES.has(first) && (second === 'of' || second === 'de');
}

const DATES: ReadonlySet<string> = new Set(wordsOf('date fecha data'));

/** The words that say what a key identifies, as in `patientId` and `id_paciente`; null if it is not a key. */
export function keyBaseOf(words: readonly string[]): readonly string[] | null {
  if (isKeyWord(words.at(-1))) return words.slice(0, -1);
  return words.length > 1 && words[0] === 'id' ? words.slice(1) : null;
}

/** As `keyBaseOf`, also of a key in lower case whose owner is a known word or type: `doctorid`. */
export function ownerOf(
  words: readonly string[],
  isKnown: (owner: string) => boolean,
): readonly string[] | null {
  const base = keyBaseOf(words);
  const owner = /^(.{3,})id$/.exec(words.at(-1) ?? '')?.[1];
  return base ?? (owner !== undefined && isKnown(owner) ? [...words.slice(0, -1), owner] : null);
}

function isKeyWord(word: string | undefined): boolean {
  return word !== undefined && KEY_WORDS.has(word);
}

const KEY_WORDS: ReadonlySet<string> = new Set(
  wordsOf('id ids uid uuid guid pk oid fk identifier'),
);

/** Words of code systems. Without a patient, a dictionary has them: `testOrderedLoincCode`. */
export const CODE_SYSTEMS: ReadonlySet<string> = new Set(
  'loinc,snomed,rxnorm,icd,icd10,icd9,cpt,hcpcs,ndc,drg,cie,cie10,cid,cid10,cim,cim10'.split(','),
);
