import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { keyBaseOf } from './field-words.ts';
import { takesMeasures } from './caller-records.ts';
import type { Ground } from './subject.ts';
import { isOfThing, type TypeShape } from './type-shape.ts';

/**
 * Whether software with persons is named for health: a type or what it does, as `parseMedicationLabel` and `VaccineSlot`, or two of its
 * values, wherever they stand. Others have no word that only a person's health information has.
 */
export function isNamedForHealth(
  all: readonly TypeShape[],
  { compiled: { graph }, shapeOf, lexicon }: Ground,
): boolean {
  const isOfPerson = (name: string) =>
    isPersonKind({ kind: lexicon.kinds.last(keyBaseOf(wordsOf(name)) ?? [])?.meaning ?? null });
  const hasPersons = all.some(
    (shape) =>
      !shape.type.kinds.has('input') &&
      (isPersonKind(shape) || [...shape.leaves.keys()].some(isOfPerson)),
  );
  if (!hasPersons) return false;
  const isOfOthers = all.some(({ type }) => wordsOf(type.name).some((word) => OTHERS.has(word)));
  if (isOfOthers) return false;
  const phraseIn = (name: string) => {
    const words = wordsOf(name);
    return lexicon.vital.longest(words)?.phrase ?? words.find((word) => VITALS.has(word)) ?? '';
  };
  // What has only a name and a key, and stands for itself, is a dictionary that others have too.
  const referred = new Set(all.flatMap(({ links }) => links.flatMap(({ to }) => to)));
  const listed = new Set(
    all.flatMap(({ type, hasOnlyLabels, leaves }) =>
      hasOnlyLabels && !referred.has(type) && ![...leaves.keys()].some(isOfPerson)
        ? [phraseIn(type.name)]
        : [],
    ),
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
  const verbs = new Set(roots.map((name) => wordsOf(name)[0] ?? ''));
  if (verbs.has('admit') && verbs.has('discharge')) return true;
  const own = all.filter((shape) => !isOfThing(shape, shapeOf));
  if ([...roots, ...own.map(({ type }) => type.name)].some((name) => vitalIn(name).length > 0))
    return true;
  const values = own.map(({ type, leaves }) => ({
    isOffered: wordsOf(type.name).some((word) => OFFERS.has(word)),
    phrases: [...leaves.keys()]
      .filter((name) => !OF_PRODUCTS.has(wordsOf(name).at(-1) ?? ''))
      .flatMap(vitalIn),
  }));
  return (
    values.some(({ isOffered, phrases }) => isOffered && phrases.length > 0) ||
    new Set(values.flatMap(({ phrases }) => phrases)).size >= 2
  );
}

/** What persons are given a time or a place for: a slot with a `vaccine`. */
const OFFERS: ReadonlySet<string> = new Set(
  wordsOf('slot appointment booking reservation waitlist waiting registration session visit'),
);

/** What is measured of the living, as in `VitalReading`, and what is given to prevent one disease. */
const VITALS: ReadonlySet<string> = new Set(wordsOf('vital covid vax'));

/** Last words of what the label of a product says, as `prescriptionRequired` and `pregnancyCategory`. */
const OF_PRODUCTS: ReadonlySet<string> = new Set(wordsOf('category required needed allowed'));

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
