import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { takesMeasures } from './caller-records.ts';
import type { Ground } from './subject.ts';
import type { TypeShape } from './type-shape.ts';

/**
 * Whether software with persons is named for health: a type or what it does, as `parseMedicationLabel` and `VaccineSlot`, or two of its
 * values, wherever they stand. Others have no word that only a person's health information has.
 */
export function isNamedForHealth(
  all: readonly TypeShape[],
  { compiled: { graph }, lexicon }: Ground,
): boolean {
  const persons = all.filter((shape) => isPersonKind(shape) && !shape.type.kinds.has('input'));
  if (!persons.some(({ identity }) => identity.size > 0)) return false;
  const isOfOthers = all.some(({ type }) => wordsOf(type.name).some((word) => OTHERS.has(word)));
  if (isOfOthers) return false;
  const phraseIn = (name: string) => lexicon.vital.longest(wordsOf(name))?.phrase ?? '';
  // What has only a name and a key is a dictionary that others have too.
  const listed = new Set(
    all.flatMap(({ type, hasOnlyLabels }) => (hasOnlyLabels ? [phraseIn(type.name)] : [])),
  );
  const vitalIn = (name: string) => {
    const phrase = phraseIn(name);
    const isOther = wordsOf(name).some((word) => BENEFITS.has(word)) || OTHER_MEANINGS.has(phrase);
    return phrase === '' || isOther || listed.has(phrase) ? [] : [phrase];
  };
  const roots = ['Query', 'Mutation'].flatMap((root) =>
    [...(graph.types.get(root)?.fields ?? [])].flatMap(([name, field]) =>
      takesMeasures(field, lexicon) ? [] : [name],
    ),
  );
  if ([...roots, ...all.map(({ type }) => type.name)].some((name) => vitalIn(name).length > 0))
    return true;
  const values = all.flatMap(({ leaves }) => [...leaves.keys()].flatMap(vitalIn));
  return new Set(values).size >= 2;
}

/** Plants have diseases, and experts write of those without a person. */
const OTHERS: ReadonlySet<string> = new Set(
  wordsOf('plant crop garden algorithm decision guideline flowchart encyclopedia'),
);

/** What an employer offers. */
const BENEFITS: ReadonlySet<string> = new Set(wordsOf('insurance benefit package plan policy'));

/** Words that companies, programs and tests have too. */
const OTHER_MEANINGS: ReadonlySet<string> = new Set(
  'vision,stress,contraction,feeding,sleep,hydration'.split(','),
);
