import type { TypeModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';
import type { Category } from '../../directives/spec.ts';
import type { Coordinate } from '../../directives/coordinate.ts';
import type { Filter } from './filters.ts';
import { namesAnother } from './judge/others.ts';
import { isOnPerson, type Meant } from './judge/likeness.ts';
import { isLeafValued, partsOf } from './leaf-values.ts';
import { isDirection, isOperatorInput, OPERATORS } from './operator-input.ts';
import { isCount } from './subjects/field-words.ts';
import { hasBirth } from './subjects/holdings.ts';
import type { Subjects } from './subjects/subjects.ts';
import { wordsOf } from './words.ts';

/** A PHI field whose value is a scalar or an enum. */
export interface OrderedLeaf {
  readonly at: Coordinate;
  readonly categories: readonly Category[];
}

/** What a value of an order-by enum or a field of an order-by input orders by, and the fields that have it. */
export interface Ordered<Leaf> {
  readonly by: Meant;
  readonly leaves: readonly Leaf[];
}

/**
 * What a value of an order-by enum or a field of an order-by input orders by, where no field has its name: `NAME_ASC` and
 * `{ name: ASC }` order by `firstName`, `DATE_OF_BIRTH_DESC` by `dob`. Null if it means no such field.
 */
export function orderedBy<Leaf extends OrderedLeaf>(
  filter: Filter,
  leaves: readonly Leaf[],
  { hierarchy }: Compiled,
  subjects: Subjects,
): Ordered<Leaf> | null {
  if (leaves.length === 0 || !canOrder(filter, hierarchy)) return null;
  const value = wordsOf(filter.name).join(' ');
  const undirected = value.replace(DIRECTED, '');
  if (!filter.orders && filter.model === null && undirected === value) return null;
  const words = undirected.split(' ');
  // Only operators, such as `first` in `{ nulls: first }`.
  if (words.every((word) => OPERATORS.has(word))) return null;
  const by = meantBy(words, filter, subjects);
  if (!by) return null;
  const isField = ({ at }: Leaf) => {
    const type = hierarchy.typeNamed(partsOf(at).type);
    return [...(type?.fields ?? [])].some(
      ([name, field]) =>
        wordsOf(name).join('') === words.join('') && isLeafValued(field, hierarchy),
    );
  };
  const found = leaves.filter(
    (leaf) =>
      leaf.categories.includes(by.meaning) &&
      (by.meaning !== 'DATE' || isBirth(wordsOf(partsOf(leaf.at).field), subjects)) &&
      !isField(leaf),
  );
  return found.length === 0 ? null : { by, leaves: found };
}

/** Whether a filter is an enum value, or an input that takes a direction, such as `{ name: ASC }` and `{ name: { sort: ASC } }`. */
function canOrder({ model, orders }: Filter, hierarchy: Compiled['hierarchy']): boolean {
  if (model === null || isDirection(model)) return true;
  return (
    orders &&
    hierarchy.typesNamed(model.types).some((type) => isOperatorInput(type) || isDirectionEnum(type))
  );
}

/** Whether the values of an enum only say in which direction something is ordered, and where nulls come. */
function isDirectionEnum({ values }: TypeModel): boolean {
  const names = [...values.keys()].map(wordsOf);
  return names.length > 0 && names.every((words) => words.every((word) => OPERATORS.has(word)));
}

/** Directions around what is ordered by, and the order of nulls. */
const DIRECTED = /^(?:asc|desc) | (?:asc|desc|ascending|descending)(?: null (?:first|last))?$/;

/** What words mean, if every field of a record with that meaning reveals the same of a person. */
function meantBy(words: readonly string[], { filtered }: Filter, subjects: Subjects): Meant | null {
  if (namesAnother(words, subjects) || isCount(words)) return null;
  const { certain, identity, person } = subjects.lexicon.phi;
  const match = certain.longest(words) ?? identity.longest(words);
  if (match) {
    // The last words say what it orders by: a birth weight does not reveal a birth, nor the type of an address the address.
    if (!words.join(' ').endsWith(match.phrase)) return null;
    const isOne = match.meaning === 'DATE' ? isBirth(words, subjects) : ONE_FACT.has(match.meaning);
    return isOne ? match : null;
  }
  // A record can have a name of its own, a patient has no other.
  const ambiguous = person.longest(words);
  const isPersons = filtered.some((type) => isOnPerson({ subject: subjects.subjectOf(type) }));
  return ambiguous?.meaning === 'NAME' && ambiguous.phrase === words.join(' ') && isPersons
    ? ambiguous
    : null;
}

/** Whether words name a birth or the age since then. */
function isBirth(words: readonly string[], { lexicon }: Subjects): boolean {
  const match = lexicon.phi.identity.longest(words);
  return match?.meaning === 'DATE' && hasBirth(new Set([match.phrase]));
}

/** Categories that say one thing of a person. Dates, accounts and health information are of many kinds. */
const ONE_FACT: ReadonlySet<Category> = new Set([
  'NAME',
  'GEOGRAPHY',
  'PHONE',
  'FAX',
  'EMAIL',
  'SSN',
  'RECORD_NUMBER',
]);
