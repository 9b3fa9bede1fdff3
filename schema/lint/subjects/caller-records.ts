import type { FieldModel, TypeModel } from '../../../directives/marks/graph.ts';
import { isLeafValued } from '../leaf-values.ts';
import { wordsOf } from '../words.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { keyBaseOf } from './field-words.ts';
import { carriedBy, hasTime, isOfThing, type TypeShape } from './type-shape.ts';
import { keepsDays } from './diary.ts';
import { vitalIn, vitalsIn, WEIGHTS } from './vital-signs.ts';

/**
 * The records that queries return without naming a person, as `sleep: [SleepNight]` does: those of the caller. Such a record
 * has what only a person's health information has, with a time or two of it.
 */
export function findCallerRecords(ground: Ground): readonly (readonly [TypeShape, Subject])[] {
  return listedForCaller(ground, (shape) => vitalsIn(shape, ground.lexicon).size >= 2).flatMap(
    ([shape, by]): readonly (readonly [TypeShape, Subject])[] => {
      const vital = vitalIn(shape, ground.lexicon) ?? bodilyDay(shape);
      const because = `${by} returns ${vital ?? ''} and names no person`;
      return vital === null ? [] : [[shape, { about: 'record', because }]];
    },
  );
}

/** A measure of the body in what is written of a day, as the calories of an entry or a weight with its date. */
function bodilyDay(shape: TypeShape): string | null {
  const pulse = [...shape.measures].find((phrase) => PULSES.has(phrase));
  if (pulse !== undefined || !keepsDays(shape)) return pulse ?? null;
  if (WEIGHTS.has(shape.base)) return shape.base;
  return [...shape.measures].find((phrase) => OF_DAYS.has(phrase)) ?? null;
}

/** Measures that a parcel does not have. */
const PULSES: ReadonlySet<string> = new Set(wordsOf('pulse pulso pouls puls'));
const OF_DAYS: ReadonlySet<string> = new Set(
  wordsOf('calorie caloria waist cintura step paso passo'),
);

/** The types that queries return without a key of an owner, each with the query: those with a time, and of others. */
function listedForCaller(
  { compiled: { graph, hierarchy }, shapeOf, lexicon }: Ground,
  isOther: (shape: TypeShape) => boolean = () => false,
): readonly (readonly [TypeShape, string])[] {
  // What is asked for of a city or a clinic is about its people.
  const isOfPlace = (words: readonly string[]) =>
    lexicon.phi.identity.longest(words)?.meaning === 'GEOGRAPHY' ||
    PLACES.has(lexicon.kinds.last(words)?.meaning ?? null);
  const found = new Map<TypeModel, readonly [TypeShape, string]>();
  const ofPlaces = new Set<TypeModel>();
  for (const [name, field] of graph.types.get('Query')?.fields ?? []) {
    const words = [...field.arguments.keys()].map(wordsOf);
    const returned = hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes).map(shapeOf);
    // A summary stands in what is returned: `Activities.summary`.
    const carried = returned.flatMap((each) => [
      ...carriedBy(each, shapeOf).map(shapeOf),
      ...each.links.flatMap(({ to }) => to.map(shapeOf)).filter(isOther),
    ]);
    for (const shape of [...returned, ...carried]) {
      if (words.some(isOfPlace)) ofPlaces.add(shape.type);
      if (words.some((each) => keyBaseOf(each) !== null) || found.has(shape.type)) continue;
      if (
        !isElsewhere(shape.kind) &&
        !isOfThing(shape, shapeOf) &&
        (hasTime(shape, lexicon) || isOther(shape))
      )
        found.set(shape.type, [shape, `Query.${name}`]);
    }
  }
  return [...found.values()].filter(([{ type }]) => !ofPlaces.has(type));
}

/** Kinds of what has people of its own: not a page's token. */
const PLACES: ReadonlySet<TypeShape['kind']> = new Set(['organization', 'staff', 'catalog']);

/** Whether a mutation writes several values of health information, one of which only a person's record has. */
export function writesVitalSigns({ compiled: { graph, hierarchy }, lexicon }: Ground): boolean {
  return [...(graph.types.get('Mutation')?.fields.values() ?? [])].some((field) => {
    const names = [...field.arguments]
      .filter(([, model]) => isLeafValued(model, hierarchy))
      .map(([name]) => wordsOf(name));
    const health = new Set(
      names.flatMap((words) => lexicon.phi.health.longest(words)?.phrase ?? []),
    );
    return health.size >= 2 && names.some((words) => lexicon.vital.longest(words) !== null);
  });
}

/** Whether a field takes what distinguishes persons and at least three values of health information, as a search for cases does. */
export function filtersPersons(
  { arguments: args }: FieldModel,
  { phi, everyday }: Ground['lexicon'],
): boolean {
  const names = [...args.keys()].map(wordsOf);
  const health = new Set(
    names.flatMap((words) => {
      const found = phi.health.longest(words);
      return found && !everyday.has(found.phrase) ? [found.phrase] : [];
    }),
  );
  return (
    health.size >= 3 && names.some((words) => phi.identity.longest(words)?.meaning === 'CLINICAL')
  );
}

/** Whether a field computes from what it is given, as `bmi(height:, weight:)`. */
export function takesMeasures(
  { arguments: args }: FieldModel,
  { phi }: Ground['lexicon'],
): boolean {
  return [...args.keys()].some(
    (name) => phi.identity.longest(wordsOf(name))?.meaning === 'CLINICAL',
  );
}
