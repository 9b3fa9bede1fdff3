import { isDirection } from '../operator-input.ts';
import { isDoneBy } from '../subjects/done-by.ts';
import type { Subjects } from '../subjects/subjects.ts';
import { isCount, isDateOf } from '../subjects/field-words.ts';
import { wordsOf } from '../words.ts';
import { judgeAmbiguous } from './ambiguous-words.ts';
import { judgeElement } from './element.ts';
import { judgeKey, keyBase } from './key.ts';
import { judgeKnown } from './known-words.ts';
import { judged, type Judged, type Likeness, type Placed } from './likeness.ts';
import { BUILT_IN, isKindOf, isSaidByClinician, namesAnother } from './others.ts';
import { judgePlace } from './place.ts';
import { judgeProse } from './prose.ts';

/**
 * Whether a value looks like PHI: by its name, the name of its scalar or enum or its description, and by the subject of
 * the type that it stands in. A word with many meanings never suffices alone. The first rule that decides counts.
 */
export function judgeValue(placed: Placed, subjects: Subjects): Likeness | null {
  const words = wordsOf(placed.name);
  const value: Value = {
    placed,
    words,
    isOthers: namesAnother(words, subjects) && !isSaidByClinician(words, subjects),
    subjects,
  };
  for (const rule of RULES) {
    const verdict = rule(value);
    if (verdict !== null) return verdict === 'not PHI' ? null : verdict;
  }
  return null;
}

interface Value {
  readonly placed: Placed;
  readonly words: readonly string[];
  /** Whether its name is about staff or an organization. */
  readonly isOthers: boolean;
  readonly subjects: Subjects;
}

/** Null leaves the decision to the next rule. */
type Rule = (value: Value) => Likeness | 'not PHI' | null;

const RULES: readonly Rule[] = [
  elementOfStandard,
  whoDidIt,
  permission,
  credential,
  ordering,
  ofPortion,
  knownWords,
  numberOfThings,
  key,
  nameOfType,
  description,
  aboutProgram,
  ambiguousWords,
  place,
];

function elementOfStandard({ placed, subjects }: Value) {
  return placed.element && (judgeElement(placed.element, placed, subjects) ?? 'not PHI');
}

function whoDidIt({ words }: Value) {
  return isDoneBy(words) ? 'not PHI' : null;
}

/** What another is allowed to do with what is recorded, as `canSeeSymptoms`; not what a patient is able to do, as `canWalk`. */
function permission({ placed: { types }, words: [first, second = ''] }: Value) {
  return first === 'can' && PERMITTED.has(second) && [...types].includes('Boolean')
    ? 'not PHI'
    : null;
}

const PERMITTED: ReadonlySet<string> = new Set(
  wordsOf('see view read access edit write change update delete share manage add create export'),
);

function knownWords({ placed, words, subjects }: Value) {
  return named(judgeKnown(words, placed, subjects));
}

function numberOfThings({ placed, words, subjects }: Value) {
  const isNumber = isCount(words) && !isMeasuredSize(words, placed);
  return words.length === 0 || isNumber || isTotal(words, placed, subjects) ? 'not PHI' : null;
}

/** Whether a text says how large something of a record or a person is, as `pupilSize: String`. */
function isMeasuredSize(words: readonly string[], { types }: Placed): boolean {
  return words.at(-1) === 'size' && [...types].includes('String');
}

/**
 * Whether a value counts things, as `totalReviews: Int`, and is not an amount, as `totalCost: Int`, or what the answers of a record
 * add up to, as `totalScore: Int`.
 */
function isTotal(
  [first, ...rest]: readonly string[],
  { types, subject }: Placed,
  { lexicon }: Subjects,
) {
  return (
    first === 'total' &&
    rest.length > 0 &&
    [...types].includes('Int') &&
    !(subject.about === 'record' && isScore(rest)) &&
    lexicon.phi.record.longest(rest)?.meaning !== 'FINANCIAL'
  );
}

function isScore(words: readonly string[]): boolean {
  return SCORES.has(words.at(-1) ?? '');
}

const SCORES: ReadonlySet<string> = new Set(
  wordsOf('score points puntaje puntuacion pontuacao punkte punteggio'),
);

/** What orders a list, as `sortEmail` and `email: SortOrder`; not `orderId`, the key of an order. */
function ordering({ placed, words: [first, second] }: Value) {
  const isOrdering = first === 'sort' || (first === 'order' && second === 'by');
  return !placed.isContent && (isOrdering || isDirection(placed)) ? 'not PHI' : null;
}

/** What a caller signs in with, or is let in by, as `smsCode` and `accessCode`. */
function credential({ words }: Value) {
  const [before = '', last = ''] = words.slice(-2);
  const isCode = words.length > 1 && CODES.has(last) && LETS_IN.has(before);
  return isCode || CREDENTIALS.has(words.at(-1) ?? '') || words.at(-1)?.endsWith('password')
    ? 'not PHI'
    : null;
}

const CODES: ReadonlySet<string> = new Set(wordsOf('code codigo kod codice'));
const LETS_IN: ReadonlySet<string> = new Set(
  wordsOf(
    'access sms otp verification activation invite invitation security login mfa totp coupon promo acceso acesso verificacion verificacao',
  ),
);

const CREDENTIALS: ReadonlySet<string> = new Set(
  wordsOf(
    'password passwd pwd pass passcode passkey challenge contrasena senha passwort wachtwoord sifre parola',
  ),
);

/** What a portion of a food has, such as `caloriesPerServing`. */
function ofPortion({ words }: Value) {
  return words.some((word, at) => word === 'per' && PORTIONS.has(words[at + 1] ?? ''))
    ? 'not PHI'
    : null;
}

const PORTIONS: ReadonlySet<string> = new Set(wordsOf('serving portion piece unit gram g oz 100'));

function key({ placed, words, subjects }: Value) {
  const keyed = subjects.hasPatients ? subjects.subjectKeyed(words) : null;
  if (keyed?.about === 'patient' || keyed?.about === 'person')
    return named(judged({ meaning: 'OTHER_ID', phrase: words.join(' ') }, placed, 'high'));
  const base = keyBase(words, placed, subjects);
  return base && (named(judgeKey(base, placed, subjects)) ?? 'not PHI');
}

function nameOfType({ placed, isOthers, subjects }: Value): Likeness | null {
  if (isOthers) return null;
  for (const type of placed.types) {
    const found = isKindOf(type, subjects) ? null : judgeKnown(wordsOf(type), placed, subjects);
    if (found) return { ...found, by: 'type' };
  }
  return null;
}

function description({ placed, isOthers, subjects }: Value): Likeness | null {
  if (isOthers) return null;
  for (const text of placed.descriptions) {
    const found = judgeProse(wordsOf(text), placed, subjects);
    if (found) return { ...found, by: 'description' };
  }
  return null;
}

/** A value such as `cursor`, and the kind or the state of something by its own type, such as `PhoneType`. */
function aboutProgram({ placed, words, subjects }: Value) {
  const isTechnical = subjects.lexicon.technical.longest(words) !== null && !isDateOf(words);
  const isKind = [...placed.types].some((type) => !BUILT_IN.has(type) && isKindOf(type, subjects));
  return isTechnical || isKind ? 'not PHI' : null;
}

function ambiguousWords({ placed, words, isOthers, subjects }: Value) {
  // A total is an amount of money, but not of scores.
  const [first, ...rest] = words;
  const said = first === 'total' && isScore(rest) ? rest : words;
  const found = named(judgeAmbiguous(said, placed, subjects));
  // What a payer covers and a provider was paid is about the care of a patient.
  return isOthers && found?.category !== 'FINANCIAL' ? 'not PHI' : found;
}

function place({ placed, words, subjects }: Value) {
  return judgePlace(words, placed, subjects);
}

function named(found: Judged | null): Likeness | null {
  return found && { ...found, by: 'name' };
}
