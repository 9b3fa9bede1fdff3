import type { TypeModel } from '../../directives/marks/graph.ts';
import { wordsOf } from './words.ts';

/** Words of conditions on a value: `eq`, `starts`, `with`. */
export const OPERATORS: ReadonlySet<string> = new Set(
  wordsOf(
    `eq ne neq not in nin lt lte gt gte le ge min max between from to since until before after contains starts ends with begins
     like ilike nlike nilike iregex regex nregex similar match equal equals is null exist exists any some none every order sort by asc
     desc ascending descending filter where search first last nulls less greater than or include excludes insensitive
     ncontains nstarts nends ngt ngte nlt nlte icontains istarts iends nicontains eqi nei containsi nnull empty nempty nbetween
     insensitively distinct on has prefix suffix exact matches regexp range missing approximately approx between ieq contained overlap fuzzy`,
  ),
);

/**
 * Whether an input type only has conditions on one value, as `{ eq: String, contains: String }` and
 * `{ value: String, missing: Boolean }`.
 */
export function isOperatorInput(type: TypeModel): boolean {
  if (!type.kinds.has('input') || type.fields.size === 0) return false;
  const known = results.get(type);
  if (known !== undefined) return known;
  const names = [...type.fields.keys()].map(wordsOf);
  const hasOperator = names.some((words) => words.some((word) => OPERATORS.has(word)));
  const result =
    names.every(isOperator) ||
    (hasOperator && names.every((words) => isOperator(words) || isValue(words)));
  results.set(type, result);
  return result;
}

/** Whether a value is the direction in which something is ordered, as those of Prisma, Hasura and Hot Chocolate are. */
export function isDirection({ types }: { readonly types: Iterable<string> }): boolean {
  return [...types].some((type) => DIRECTION.test(type.replaceAll('_', '')));
}

const DIRECTION =
  /(?:sort(?:ing)?(?:order|direction|dir|enum(?:type)?|type)?|order(?:ing|by|direction|byenum|bydirection))$/i;

/** Words that occur with operators, such as `size` and `attributeExists`. */
const FURTHER: ReadonlySet<string> = new Set(wordsOf('size attribute type mode and'));

function isOperator(words: readonly string[]): boolean {
  return words.every((word) => OPERATORS.has(word) || FURTHER.has(word));
}

function isValue(words: readonly string[]): boolean {
  return words.every((word) => VALUES.has(word));
}

/** Words of what the operators of FHIR's search parameters compare with: https://hl7.org/fhir/R4/search.html. */
const VALUES: ReadonlySet<string> = new Set(wordsOf('value code system target above below'));

const results = new WeakMap<TypeModel, boolean>();
