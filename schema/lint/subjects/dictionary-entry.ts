import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { CODE_SYSTEMS } from './field-words.ts';
import { withoutForms, type TypeName } from './type-name.ts';

/** Whether a type is an entry of a dictionary, by its name or by what experts write for all: its texts in several languages, or a recipe. */
export function isEntry(
  type: TypeModel,
  named: TypeName,
  patientField: string | null,
  lexicon: Lexicon,
): boolean {
  return (
    isTerm(type.name, named, lexicon) || isTranslated(type, named, patientField) || isRecipe(type)
  );
}

/** Whether a type is named for an entry of a dictionary: `ProcedureCode`, `SnomedTerm`, `Cpt`, `complaint_codes_insert_input`. */
function isTerm(name: string, { namesPatient: isPatients }: TypeName, lexicon: Lexicon): boolean {
  const words = withoutForms(wordsOf(name));
  if (isPatients || words.length === 0) return false;
  const [first = ''] = words;
  if (words.length > 1) return TERMS.has(words.at(-1) ?? '');
  // The name of a table in lower case: `procedurecode`.
  const thing = /^(.+?)codes?$/.exec(first)?.[1];
  const kind = thing === undefined ? null : (lexicon.kinds.last([thing])?.meaning ?? null);
  return CODE_SYSTEMS.has(first) || kind === 'record';
}

const TERMS: ReadonlySet<string> = new Set(wordsOf('code term definition def codigo begriff'));

/**
 * Whether a type has its texts in several languages, as what experts write for all has: diagnoses with `labelTranslations`, or with
 * `labelEn` and `labelFr`. What is recorded of a patient is written once.
 */
function isTranslated(
  { fields }: TypeModel,
  { kind, namesPatient: isPatients }: TypeName,
  patientField: string | null,
): boolean {
  const isOpen = kind === null || kind === 'record' || kind === 'document';
  if (!isOpen || isPatients || patientField !== null) return false;
  const names = [...fields.keys()].map(wordsOf);
  if (names.some((words) => words.length > 1 && TRANSLATIONS.has(words.at(-1) ?? ''))) return true;
  const inLanguages = names
    .filter((words) => words.length === 2 && LANGUAGES.has(words[1] ?? ''))
    .map(([text = '']) => text);
  return inLanguages.some((text, at) => TEXTS.has(text) && inLanguages.indexOf(text) !== at);
}

/**
 * Whether a type is named with a word for a prescription that also is one for a recipe, and has two of what is cooked and how. A
 * prescription has an active ingredient.
 */
function isRecipe({ name, fields }: TypeModel): boolean {
  const cooked = [...fields.keys()].flatMap(wordsOf).filter((word) => COOKED.has(word));
  return wordsOf(name).some((word) => RECIPES.has(word)) && new Set(cooked).size >= 2;
}

const RECIPES: ReadonlySet<string> = new Set(wordsOf('ricetta receta receita rezept recept'));
const COOKED: ReadonlySet<string> = new Set(
  wordsOf(
    `ingredient ingrediente ingredienti zutat porzione porzioni porcion porcao portion portie preparazione preparacion preparacao
     preparo zubereitung bereiding coccion cottura`,
  ),
);

const TRANSLATIONS: ReadonlySet<string> = new Set(['translation', 'translated', 'localized']);
const LANGUAGES: ReadonlySet<string> = new Set('en fr de es pt it nl ar ru zh tr vi id'.split(' '));
/** What an entry of a dictionary is called. Persons have names in two scripts. */
const TEXTS: ReadonlySet<string> = new Set(wordsOf('label title description text question name'));
