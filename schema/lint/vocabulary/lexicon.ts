import { CATEGORIES, type Category } from '../../../directives/spec.ts';
import { wordsOf } from '../words.ts';
import { ENGLISH } from './english.ts';
import { formsIn, HEAD_FIRST, INFLECTED, WITH_COMPOUNDS } from './languages.ts';
import { indexPhrases, type PhraseIndex } from './phrase-index.ts';
import { usedLanguages } from './used-languages.ts';
import {
  NO_WORDS,
  TYPE_KINDS,
  type Strength,
  type TypeKind,
  type Vocabulary,
} from './vocabulary.ts';

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
 */
export function lexiconFor(
  names: Iterable<string>,
  added: readonly Vocabulary[],
  patientTypes: readonly string[],
): Lexicon {
  const used = new Set([...names].flatMap(wordsOf));
  const known = [ENGLISH, ...usedLanguages(used), ...added];
  const lexicon = indexed(known);
  // A word for persons of all kinds, such as `user`, keeps its meaning.
  const named = patientTypes.filter(
    (name) => !isGeneral(lexicon.kinds.last(wordsOf(name))?.phrase ?? ''),
  );
  return named.length === 0 ? lexicon : indexed([patientWords(named.join(',')), ...known]);
}

/** Whether a word is one for persons of all kinds, or for children, whose parents sign in. */
export function isGeneral(phrase: string): boolean {
  return GENERAL.has(phrase);
}

const GENERAL: ReadonlySet<string> = new Set(
  `user,account,profile,person,people,individual,human,citizen,member,app user,guest user,child,kid,baby,infant,toddler,usuario,cuenta,perfil,persona,individuo,miembro,
   pessoa,conta,membro,utilisateur,compte,profil,personne,membre,benutzer,konto,mitglied`.split(
    /,\s*/,
  ),
);

const patientVocabularies = new Map<string, Vocabulary>();

/** A vocabulary of these words for a patient, the same one each time, so that it is indexed once. */
function patientWords(patient: string): Vocabulary {
  const known = patientVocabularies.get(patient) ?? { ...NO_WORDS, types: { patient } };
  patientVocabularies.set(patient, known);
  return known;
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
        inflect: INFLECTED.get(each),
        hasCompounds: WITH_COMPOUNDS.has(each),
      })),
    );
  const words = (of: (vocabulary: Vocabulary) => string) =>
    new Set(vocabularies.flatMap((each) => formsIn(of(each), each)));
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
    clinician: words(({ clinician }) => clinician),
    payment: words(({ payment }) => payment),
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
