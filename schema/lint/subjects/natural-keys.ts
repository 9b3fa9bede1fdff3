import type { TypeModel } from '../../../directives/marks/graph.ts';
import { isList } from '../../../directives/marks/graph.ts';
import { isLeafValued } from '../leaf-values.ts';
import { wordsOf } from '../words.ts';
import { keyBaseOf } from './field-words.ts';
import type { Ground } from './subject.ts';

/**
 * The names under which a query looks up one object by a field of it that is called a number, a key or a code, each with the type of
 * the object: `inmate(bookingNo:)` for `Inmate.bookingNo`. Registers keep such numbers in the place of an id, so the name stands for
 * the object wherever else it occurs. A name by which objects of several types are looked up, as Relay's `nodeId`, says nothing.
 */
export function naturalKeys({
  compiled: { graph, hierarchy },
  shapeOf,
  lexicon,
}: Pick<Ground, 'compiled' | 'shapeOf' | 'lexicon'>): ReadonlyMap<string, TypeModel> {
  const found = new Map<string, Set<TypeModel>>();
  for (const field of graph.types.get('Query')?.fields.values() ?? []) {
    if (isList(field)) continue;
    const returned = hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes);
    for (const [name, argument] of field.arguments) {
      const words = wordsOf(name);
      if (isList(argument) || !isLeafValued(argument, hierarchy)) continue;
      if (!isNumber(words) || lexicon.phi.identity.longest(words) !== null) continue;
      for (const type of returned)
        if ([...shapeOf(type).leaves.keys()].some((leaf) => sameWords(wordsOf(leaf), words)))
          found.set(words.join(''), (found.get(words.join('')) ?? new Set()).add(type));
    }
  }
  return new Map(
    [...found].flatMap(([name, types]) => {
      const [only, ...others] = types;
      return only && others.length === 0 ? [[name, only] as const] : [];
    }),
  );
}

/** Whether words of which there are several end in one for a number or a key. */
function isNumber(words: readonly string[]): boolean {
  const base = keyBaseOf(words) ?? words;
  return words.length > 1 && base.length > 0 && (base !== words || NUMBERS.has(words.at(-1) ?? ''));
}

function sameWords(one: readonly string[], other: readonly string[]): boolean {
  return one.join('') === other.join('');
}

const NUMBERS: ReadonlySet<string> = new Set(
  wordsOf('no num nr number nbr key code ref numero nummer'),
);
