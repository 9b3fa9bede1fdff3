import type { FieldModel, TypeModel } from '../../../directives/marks/graph.ts';
import { isList } from '../../../directives/marks/graph.ts';
import { wordsOf } from '../words.ts';
import { isDoneBy } from './done-by.ts';
import type { Ground } from './subject.ts';
import { CODE_SYSTEMS, isDateOf, keyBaseOf } from './field-words.ts';
import { carriedBy, isWrapper, type TypeShape } from './type-shape.ts';

/**
 * Creates the check whether a type is reference data that the whole graph shares, such as frames, exercises and plans of an
 * insurer: a query lists all of them, they have a key and a name, and nothing of a person, of health or of a time.
 */
export function createReferenceCheck(
  all: readonly TypeShape[],
  { compiled: { graph, hierarchy }, shapeOf, lexicon, patientTypes }: Ground,
): (shape: TypeShape) => boolean {
  const knowsPatients = patientTypes.size > 0 || all.some(({ kind }) => kind === 'patient');
  const listed = new Set<TypeModel>();
  for (const field of graph.types.get('Query')?.fields.values() ?? []) {
    if (!isList(field) && !isPaged(field)) continue;
    const isOfOne = [...field.arguments.keys()].some((name) => keyBaseOf(wordsOf(name)) !== null);
    if (isOfOne) continue;
    for (const type of hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes)) {
      listed.add(type);
      for (const each of carriedBy(shapeOf(type), shapeOf)) listed.add(each);
    }
  }
  // A class of a dictionary lists its entries, as `DrugClass.drugs`.
  const manyOf = new Set(
    all.flatMap((shape) =>
      isWrapper(shape) || shape.kind === 'catalog'
        ? []
        : shape.links.flatMap(({ isList: isMany, to }) => (isMany ? to : [])),
    ),
  );
  const oneOf = new Set(
    all.flatMap(({ kind, links }) =>
      kind === 'record' ? links.flatMap(({ isList: isMany, to }) => (isMany ? [] : to)) : [],
    ),
  );
  const singly = new Set(
    all.flatMap(({ type, links }) =>
      type.kinds.has('input') ? [] : links.flatMap(({ isList: isMany, to }) => (isMany ? [] : to)),
    ),
  );
  const isLabel = (words: readonly string[]) => lexicon.label.longest(words) !== null;
  const isHealth = (words: readonly string[]) => {
    const found = lexicon.phi.certain.longest(words) ?? lexicon.phi.health.longest(words);
    // A plan of an insurer has a deductible for all, and an entry of a dictionary the code of its concept.
    return found !== null && found.meaning !== 'FINANCIAL' && !CODE_SYSTEMS.has(found.phrase);
  };
  /** Whether a type describes a disease and the like for all, which no record lists: its name, its symptoms, its medicine. */
  const isConcept = ({ type, base, leaves, links }: TypeShape) =>
    knowsPatients &&
    CONCEPTS.has(base) &&
    listed.has(type) &&
    !manyOf.has(type) &&
    links.length === 0 &&
    [...leaves.keys()].some((name) => TITLES.has(wordsOf(name).at(-1) ?? '')) &&
    [...leaves.keys()]
      .map(wordsOf)
      .every(
        (words) =>
          isLabel(words) ||
          lexicon.technical.longest(words) !== null ||
          (lexicon.time.last(words.slice(-1)) === null &&
            !isOfPerson(keyBaseOf(words) ?? [], lexicon)),
      );
  /** Whether no field leads to a person, other than who wrote it, or to what belongs to one. */
  const isOfNoPerson = ({ links }: TypeShape) =>
    links.every(
      ({ words, to }) =>
        isDoneBy(words) || to.every((each) => !OF_PERSONS_DATA.has(shapeOf(each).kind)),
    );
  /** Whether records refer to a type as to one of a dictionary's, as the item of a prescription to its `Medication`. */
  const isEntryOfRecords = ({ type, leaves }: TypeShape) =>
    knowsPatients &&
    oneOf.has(type) &&
    !manyOf.has(type) &&
    [...leaves.keys()].some((name) => NAMES.has(name));
  /** Whether a type is what a provider offers to all, such as a vaccine with its price, and has neither a time nor a person. */
  const isOffer = (shape: TypeShape) =>
    shape.kind === 'record' &&
    listed.has(shape.type) &&
    hasKey(shape) &&
    (isPriced(shape) || isEntryOfRecords(shape)) &&
    [...shape.leaves.keys()]
      .map(wordsOf)
      .every(
        (words) =>
          lexicon.technical.longest(words) !== null ||
          (lexicon.time.last(words.slice(-1)) === null &&
            !isOfPerson(keyBaseOf(words) ?? [], lexicon)),
      ) &&
    isOfNoPerson(shape);
  return (shape) => {
    const { type, kind, base, leaves } = shape;
    if (isConcept(shape) || isOffer(shape)) return true;
    // A patient has documents of their own; reference data is one of many objects' single link.
    const isOpen = kind === null || (kind === 'document' && knowsPatients && !manyOf.has(type));
    const isShared =
      listed.has(type) || (kind === null && knowsPatients && singly.has(type) && !manyOf.has(type));
    if (!isOpen || !isShared || !hasKey({ leaves, base })) return false;
    const names = [...leaves.keys()].map(wordsOf);
    return (
      !names.some(isHealth) &&
      names.some((words) => words.some((word) => TITLES.has(word))) &&
      names.every(
        (words) =>
          lexicon.technical.longest(words) !== null ||
          isLabel(words) ||
          (lexicon.phi.identity.longest(words) === null &&
            lexicon.time.last(words.slice(-1)) === null),
      ) &&
      !names.some(isDateOf) &&
      names.every((words) => !isOfPerson(keyBaseOf(words) ?? [], lexicon)) &&
      isOfNoPerson(shape)
    );
  };
}

function isOfPerson(owner: readonly string[], { kinds }: Ground['lexicon']): boolean {
  return OF_PERSONS_DATA.has(kinds.last(owner)?.meaning ?? null);
}

/** Kinds of which an object that belongs to a person has one. */
const OF_PERSONS_DATA: ReadonlySet<TypeShape['kind']> = new Set([
  'patient',
  'relative',
  'person',
  'customer',
  'staff',
  'record',
]);

/** Names of types for what many persons have, such as a disease. */
const CONCEPTS: ReadonlySet<string> = new Set(
  wordsOf(
    `disease illness symptom allergen vaccine enfermedad sintoma alergeno vacuna doenca alergenico vacina maladie symptome
     allergene vaccin krankheit symptom impfstoff`,
  ),
);

/** Whether a type has a price. */
function isPriced({ leaves }: TypeShape): boolean {
  return [...leaves.keys()].some((name) => PRICES.has(wordsOf(name).at(-1) ?? ''));
}

const PRICES: ReadonlySet<string> = new Set(
  wordsOf('price precio preco prix preis prijs prezzo fiyat'),
);

/** Words for what something is called. */
const TITLES: ReadonlySet<string> = new Set(
  wordsOf(
    'name title label model brand nombre titulo modelo nome nom titre libelle modele bezeichnung titel modell naam titolo modello baslik',
  ),
);

/** Whether a type has a key of its own: `id`, `_id`, `medicationId`, or a `code` beside a `name` or a `description`. */
export function hasKey({ leaves, base }: Pick<TypeShape, 'leaves' | 'base'>): boolean {
  const isNamed = [...leaves.keys()].some((name) => NAMES.has(name) || DESCRIPTIONS.has(name));
  return [...leaves.keys()].some((name) => {
    const owner = keyBaseOf(wordsOf(name))?.join('');
    return owner === '' || owner === base || (CODES.has(name) && isNamed);
  });
}

const DESCRIPTIONS: ReadonlySet<string> = new Set(
  wordsOf('description descripcion descricao libelle'),
);
const CODES: ReadonlySet<string> = new Set(['code', 'codigo']);
/** Names of what something is called alone. */
export const NAMES: ReadonlySet<string> = new Set(['name', 'nombre', 'nome', 'nom']);

/** Whether a field returns a list inside an object, such as a connection. */
export function isPaged(field: FieldModel): boolean {
  return [...field.arguments.keys()].some((name) =>
    /^(?:first|last|limit|offset|page|skip|take|after|cursor|per_?page|pagination|paging|pageable)$/i.test(
      name,
    ),
  );
}
