import type { TypeModel } from '../../directives/marks/graph.ts';
import type { Filter } from './filters.ts';
import { OPERATORS } from './operator-input.ts';
import { wordsOf } from './words.ts';

/**
 * The leaves that an input's name refers to: `birthDate_gte`, `minAge` and `NAME_DESC` refer to birthDate, age and
 * name. An operator word can also be a part of a name (`firstName`, `toDate`), so the longest name counts.
 */
export function leavesNamed<Leaf extends NamedLeaf>(
  words: readonly string[],
  leaves: readonly Leaf[],
): readonly Leaf[] {
  const names = namesIn(words).toSorted((a, b) => b.length - a.length);
  const meant = names.find((name) => leaves.some((leaf) => leaf.name === name));
  return leaves.filter((leaf) => leaf.name === meant);
}

/** A leaf field. */
export interface NamedLeaf {
  /** The words of its name, joined. */
  readonly name: string;
}

/** Every name that remains after removing operators from the start and the end of the words. */
function namesIn(words: readonly string[]): string[] {
  // No input begins with the operator `in`; states do, as `IN_PROGRESS`.
  const start = words.findIndex((word) => !OPERATORS.has(word) || word === 'in');
  const end = words.findLastIndex((word) => !OPERATORS.has(word)) + 1;
  const last = start === -1 ? words.length : start;
  return words.slice(0, last + 1).flatMap((_, from) =>
    words
      .map((_word, index) => index + 1)
      .filter((to) => to > from && to >= end)
      .map((to) => words.slice(from, to).join('')),
  );
}

/** Whether an input is free text under a name that only means searching or ordering. */
export function takesAnyCondition({ name, model, holder }: Filter): boolean {
  const words = wordsOf(name);
  const isFree = [...(model?.types ?? [])].some(
    (type) => type === 'String' || /json|any/i.test(type),
  );
  return isFree && (isCondition(words) || isPartOfCondition(words, holder));
}

/** Whether words only say that a text searches or orders, as in `fullTextSearch`. */
function isCondition(words: readonly string[]): boolean {
  return (
    CONDITIONS.has(words.join('')) ||
    (words.some((word) => CONDITIONS.has(word)) &&
      words.every((word) => CONDITIONS.has(word) || OPERATORS.has(word) || TEXTS.has(word)))
  );
}

/** Whether an input is the field or the value of a generic condition, such as `{ field, op, value }`. */
function isPartOfCondition(words: readonly string[], holder: TypeModel | null): boolean {
  const last = words.at(-1) ?? '';
  if (!holder || (!FIELD_NAMES.has(last) && !FIELD_VALUES.has(last))) return false;
  const members = [...holder.fields.keys()].map((name) => wordsOf(name).at(-1) ?? '');
  return (
    members.some((each) => FIELD_NAMES.has(each)) &&
    members.some((each) => FIELD_VALUES.has(each) || DIRECTIONS.has(each))
  );
}

const FIELD_NAMES: ReadonlySet<string> = new Set(
  wordsOf('field column attribute property path key'),
);
const FIELD_VALUES: ReadonlySet<string> = new Set(wordsOf('value values'));
const DIRECTIONS: ReadonlySet<string> = new Set(wordsOf('direction sort order dir'));

const CONDITIONS: ReadonlySet<string> = new Set(
  wordsOf('search query q filter where order sort condition term keyword phrase fulltext freetext'),
);

/** Words of the text that a condition takes. */
const TEXTS: ReadonlySet<string> = new Set(wordsOf('text string full free'));
