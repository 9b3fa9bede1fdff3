import type { TypeModel } from '../../directives/marks/graph.ts';
import { wordsOf } from './words.ts';

/** Words of conditions on a value: `eq`, `starts`, `with`. */
export const OPERATORS: ReadonlySet<string> = new Set(
  wordsOf(
    `eq ne neq not in nin lt lte gt gte le ge min max between from to since until before after contains starts ends with begins
     like ilike nlike nilike iregex regex nregex similar match equal equals is null exist exists any some none every order sort by asc
     desc ascending descending filter where search first last nulls less greater than or include excludes insensitive
     distinct on has prefix suffix exact matches regexp range missing approximately approx between ieq contained overlap fuzzy`,
  ),
);

/** Whether an input type only has conditions on one value, as `{ eq: String, contains: String }`. */
export function isOperatorInput(type: TypeModel): boolean {
  if (!type.kinds.has('input') || type.fields.size === 0) return false;
  const known = results.get(type);
  if (known !== undefined) return known;
  const result = [...type.fields.keys()].every((name) =>
    wordsOf(name).every((word) => OPERATORS.has(word) || FURTHER.has(word)),
  );
  results.set(type, result);
  return result;
}

/** Words that occur with operators, such as `size` and `attributeExists`. */
const FURTHER: ReadonlySet<string> = new Set(wordsOf('size attribute type mode and'));

const results = new WeakMap<TypeModel, boolean>();
