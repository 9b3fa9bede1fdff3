import { CATEGORIES, type Category } from '../../../directives/spec.ts';
import { wordsOf } from '../words.ts';
import { ENGLISH } from './en.ts';
import { FRENCH } from './fr.ts';
import { GERMAN } from './de.ts';
import { INDONESIAN } from './id.ts';
import { indexPhrases, type PhraseIndex } from './phrase-index.ts';
import { PORTUGUESE } from './pt.ts';
import { SPANISH } from './es.ts';
import { NO_WORDS, TYPE_KINDS, type TypeKind, type Vocabulary } from './vocabulary.ts';

/** The lists of phrases by category, see {@link Vocabulary}. */
export const STRENGTHS = ['certain', 'health', 'identity', 'person', 'record'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** The words of several languages, indexed. */
export interface Lexicon {
  readonly kinds: PhraseIndex<TypeKind>;
  /** The kinds in languages that begin with the noun, as in `TipoConsulta`. */
  readonly heads: PhraseIndex<TypeKind>;
  readonly phi: Readonly<Record<Strength, PhraseIndex<Category>>>;
  readonly ambiguous: ReadonlySet<string>;
  /** See {@link Vocabulary}. */
  readonly everyday: ReadonlySet<string>;
  readonly vital: PhraseIndex<'vital'>;
  readonly felt: PhraseIndex<'felt'>;
  readonly clinician: ReadonlySet<string>;
  readonly payment: ReadonlySet<string>;
  readonly label: PhraseIndex<'label'>;
  readonly time: PhraseIndex<'time'>;
  readonly technical: PhraseIndex<'technical'>;
}

/**
 * The words for a schema with these names: English, the languages that it uses, and those that an operator adds, the names
 * of the types of patients among them.
 * A language counts as used if three of its words that English doesn't have occur, or one for a patient, so that the words
 * of one language aren't read in the names of another.
 */
export function lexiconFor(
  names: Iterable<string>,
  added: readonly Vocabulary[],
  patientTypes: readonly string[],
): Lexicon {
  const used = new Set([...names].flatMap(wordsOf));
  const spoken = OTHERS.filter(
    (each) =>
      distinctiveWordsOf(each).filter((word) => used.has(word)).length >= 3 ||
      patientWordsOf(each).some((word) => used.has(word)),
  );
  const known = [ENGLISH, ...spoken, ...added];
  const lexicon = indexed(known);
  // A word for persons of all kinds, such as `user`, keeps its meaning.
  const named = patientTypes.filter(
    (name) => !isPersonKind(lexicon.kinds.last(wordsOf(name))?.meaning),
  );
  return named.length === 0 ? lexicon : indexed([patientWords(named.join(',')), ...known]);
}

function isPersonKind(kind: TypeKind | undefined): boolean {
  return kind === 'person' || kind === 'customer';
}

const patientVocabularies = new Map<string, Vocabulary>();

/** A vocabulary of these words for a patient, the same one each time, so that it is indexed once. */
function patientWords(patient: string): Vocabulary {
  const known = patientVocabularies.get(patient) ?? { ...NO_WORDS, types: { patient } };
  patientVocabularies.set(patient, known);
  return known;
}

const OTHERS = [SPANISH, PORTUGUESE, FRENCH, GERMAN, INDONESIAN];

/** Spanish, Portuguese, French and Indonesian begin with the noun. */
const HEAD_FIRST: ReadonlySet<Vocabulary> = new Set([SPANISH, PORTUGUESE, FRENCH, INDONESIAN]);

const distinctiveWords = new Map<Vocabulary, readonly string[]>();

/** Words for a patient that English does not have: `paciente`. */
function patientWordsOf(vocabulary: Vocabulary): readonly string[] {
  const own = new Set(wordsOf(vocabulary.types.patient ?? ''));
  return distinctiveWordsOf(vocabulary).filter((word) => own.has(word) && word.length >= 6);
}

/** Single words that only this language has and that are long enough to not be an abbreviation of another. */
function distinctiveWordsOf(vocabulary: Vocabulary): readonly string[] {
  const known = distinctiveWords.get(vocabulary);
  if (known) return known;
  const english = new Set(wordsIn(ENGLISH));
  const found = [...new Set(wordsIn(vocabulary))].filter(
    (word) => word.length >= 4 && !english.has(word) && !COGNATES.has(word),
  );
  distinctiveWords.set(vocabulary, found);
  return found;
}

/** Words of the other languages that are English too. */
const COGNATES: ReadonlySet<string> = new Set(
  wordsOf(
    `familiar formula actual cargo agenda factor exterior interior digital sector normal material final civil urea bacteria
     abdomen cardiovascular tutor indice item local volume anterior parent expert radio scanner transmission mode
     cycle resume assurance piece attestation grade presentation section situation principal trouble genre part tier lieu
     complete portable signature technique aspect action classification decision modification archive assistant police
     lecture profession forme hypertension evolution complication debit burger fall probe land isolation alter handy wert
     labor training asthma inflammation fracture lesion ventilation intubation transfusion transplantation habitude reaction
     intolerance addiction substance menopause cicatrix tension pression gravity emotion violence stress dialyse zone`,
  ),
);

function wordsIn(vocabulary: Vocabulary): readonly string[] {
  const { types, ambiguous, label, time, technical } = vocabulary;
  return [
    ...Object.values(types),
    ...STRENGTHS.flatMap((strength) => Object.values(vocabulary[strength])),
    ambiguous,
    label,
    time,
    technical,
  ].flatMap(wordsOf);
}

const indexes = new Map<string, Lexicon>();

function indexed(vocabularies: readonly Vocabulary[]): Lexicon {
  const key = vocabularies.map(identity).join(' ');
  const known = indexes.get(key);
  if (known) return known;
  const lists = <Meaning>(
    of: (vocabulary: Vocabulary) => readonly (readonly [Meaning, string])[],
  ) =>
    vocabularies.flatMap((each) =>
      of(each).map(([meaning, phrases]) => ({
        meaning,
        phrases,
        inflects: each !== ENGLISH,
        hasCompounds: each === GERMAN,
      })),
    );
  const phi = (strength: Strength) =>
    indexPhrases(
      lists((each) =>
        BY_CATEGORY.map((category) => [category, each[strength][category] ?? '']),
      ).map((list) => ({ ...list, beginsCompounds: list.hasCompounds && strength === 'health' })),
    );
  const lexicon: Lexicon = {
    kinds: indexPhrases(lists(kindsOf)),
    heads: indexPhrases(lists((each) => (HEAD_FIRST.has(each) ? kindsOf(each) : []))),
    phi: {
      certain: phi('certain'),
      health: phi('health'),
      identity: phi('identity'),
      person: phi('person'),
      record: phi('record'),
    },
    ambiguous: new Set(vocabularies.flatMap(({ ambiguous }) => wordsOf(ambiguous))),
    everyday: new Set(
      vocabularies.flatMap(({ everyday }) =>
        everyday.split(',').map((phrase) => wordsOf(phrase).join(' ')),
      ),
    ),
    vital: indexPhrases(lists(({ vital }) => [['vital', vital]])),
    felt: indexPhrases(lists(({ felt }) => [['felt', felt]])),
    clinician: new Set(vocabularies.flatMap(({ clinician }) => wordsOf(clinician))),
    payment: new Set(vocabularies.flatMap(({ payment }) => wordsOf(payment))),
    label: indexPhrases(lists(({ label }) => [['label', label]])),
    time: indexPhrases(lists(({ time }) => [['time', time]])),
    technical: indexPhrases(lists(({ technical }) => [['technical', technical]])),
  };
  indexes.set(key, lexicon);
  return lexicon;
}

function kindsOf({ types }: Vocabulary): readonly (readonly [TypeKind, string])[] {
  return TYPE_KINDS.map((kind) => [kind, types[kind] ?? '']);
}

/** CLINICAL comes last, because every other category is more specific. */
const BY_CATEGORY: readonly Category[] = [
  ...CATEGORIES.filter((category) => category !== 'CLINICAL'),
  'CLINICAL',
];

const identities = new WeakMap<Vocabulary, string>();

function identity(vocabulary: Vocabulary): string {
  const known = identities.get(vocabulary);
  if (known !== undefined) return known;
  const created = String(nextIdentity++);
  identities.set(vocabulary, created);
  return created;
}

let nextIdentity = 0;
