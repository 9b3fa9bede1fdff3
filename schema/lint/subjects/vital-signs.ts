import { wordsOf } from '../words.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { isPersonKind } from './accounts.ts';
import { keepsDays } from './diary.ts';
import { findHoldings, type Holding } from './holdings.ts';
import type { Ground } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { carriedBy, isOfThing, type TypeShape } from './type-shape.ts';
import { isPaged } from './reference-data.ts';
import { DRUGS } from './regimen.ts';
import type { TypeModel } from '../../../directives/marks/graph.ts';
import { isList } from '../../../directives/marks/graph.ts';

/** What a person has, with its {@link vitalSign}. */
export interface SignedHolding extends Holding {
  readonly vital: string | null;
}

/** Returns the function that finds what the persons of a graph have, with their signs: once, when it is first called. */
export function createHoldings(
  all: readonly TypeShape[],
  ground: Ground,
): () => readonly SignedHolding[] {
  let found: readonly SignedHolding[] | null = null;
  const listed = listedTypes(ground);
  // A dictionary of drugs is listed for all.
  const isOwnDrug = ({ type }: TypeShape) =>
    wordsOf(type.name).some((word) => DRUGS.has(word)) && !listed.has(type);
  return () =>
    (found ??= findHoldings(all, ground).map((holding) => ({
      ...holding,
      vital: vitalSign(holding, ground, isOwnDrug),
    })));
}

/** The types of which a query returns a list, those in pages included. */
function listedTypes({ compiled: { graph, hierarchy }, shapeOf }: Ground): ReadonlySet<TypeModel> {
  return new Set(
    [...(graph.types.get('Query')?.fields.values() ?? [])]
      .filter((field) => isList(field) || isPaged(field))
      .flatMap((field) => hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes))
      .flatMap((type) => [type, ...carriedBy(shapeOf(type), shapeOf)]),
  );
}

/**
 * A sign in what a person has that suffices to show that a graph is about health: a measurement, a mood or a symptom, the
 * weight of the person beside their height or age, or several measures of a body. Null without one.
 */
function vitalSign(
  { person, held, by, isOwners }: Holding,
  { lexicon, shapeOf }: Ground,
  isOwnDrug: (held: TypeShape) => boolean,
): string | null {
  if (held.type.kinds.has('input')) return null;
  if (person !== held && by !== null && isOwnDrug(held)) return held.base;
  // A calendar is a dictionary of a clinic's, unless each day has its person.
  if (isElsewhere(held.kind) && !(held.kind === 'catalog' && isOwners)) return null;
  if (held !== person && isOfThing(held, shapeOf)) return null;
  const vital = vitalIn(held, lexicon);
  if (vital !== null) return vital;
  // A meter has readings too, but no measurements or observations of a person.
  const isDirect = isOwners || person?.links.some(({ to }) => to.includes(held.type)) === true;
  if (held.kind === 'record' && held !== person && isDirect && isReading(held)) return held.base;
  const measures = [...held.measures];
  const isOwn = held === person && isPersonKind(held);
  // A figure of a game has a height and a weight, but does not sign in.
  if (isOwn && ![...held.leaves.keys()].some((name) => SIGNS_IN.has(wordsOf(name).at(-1) ?? '')))
    return null;
  const weighed = measures.find((phrase) => WEIGHTS.has(phrase));
  const beside = [...held.identity].find((phrase) =>
    (isOwn ? BESIDE_WEIGHT : OF_A_BODY).test(phrase),
  );
  if (weighed !== undefined && beside !== undefined) return `${weighed} and ${beside}`;
  if (isOwn)
    return beside === undefined ? null : (measures.find((phrase) => CALORIES.has(phrase)) ?? null);
  if (weighed !== undefined && WEIGHTS.has(held.base)) return weighed;
  const bodily = measures.filter((phrase) => BODILY.test(phrase));
  if (bodily.length >= 2) return bodily.join(' and ');
  return isOwners && bodily.includes('calorie') ? 'calorie' : null;
}

const CALORIES: ReadonlySet<string> = new Set(wordsOf('calorie caloria'));

export const WEIGHTS: ReadonlySet<string> = new Set(wordsOf('weight peso poids gewicht'));

/** Whether a type is a record of health information with a measure of the body, as `Vital` with a diagnosis and a weight. */
export function isMeasuredRecord(shape: TypeShape, { shapeOf }: Ground): boolean {
  const { kind, type, health, measures } = shape;
  return (
    kind === 'record' &&
    !type.kinds.has('input') &&
    health.size >= 2 &&
    measures.size >= 1 &&
    !isOfThing(shape, shapeOf)
  );
}

/** A word in the name, the fields or the links of a type that only a person's health information has. */
export function vitalIn(shape: TypeShape, { vital, felt }: Lexicon): string | null {
  const { type, leaves, links, health } = shape;
  const names = [type.name, ...leaves.keys(), ...links.map(({ name }) => name), ...health].map(
    wordsOf,
  );
  for (const words of names) {
    const found = vital.longest(words) ?? (keepsDays(shape) ? felt.longest(words) : null);
    if (found) return found.phrase;
  }
  return null;
}

/** All phrases in the fields of a type that only a person's health information has. */
export function vitalsIn({ leaves }: TypeShape, { vital }: Lexicon): ReadonlySet<string> {
  return new Set([...leaves.keys()].flatMap((name) => vital.longest(wordsOf(name))?.phrase ?? []));
}

/** What a person has who uses a program. */
const SIGNS_IN: ReadonlySet<string> = new Set(
  wordsOf(
    'email mail username login password phone correo contrasena telefono senha telefone courriel passwort wachtwoord telefoon sifre telefon',
  ),
);

/** Measures that a parcel does not have. */
export const BODILY =
  /^(?:weight|waist|hip|pulse|step|calorie|peso|cintura|cadera|quadril|pulso|paso|passo|caloria|poids|gewicht|intensity|met)$/;

/** What only a body with a weight has. */
const OF_A_BODY =
  /^(?:gender|sex|age|dob|birth|birth ?(?:day|date|year)|date of birth|waist|hip|edad|idade|genero|sexo|fecha nacimiento|data nascimento)$/;

const BESIDE_WEIGHT =
  /^(?:height|gender|sex|age|dob|birth|birth ?(?:day|date|year)|date of birth|waist|hip|calorie|altura|estatura|edad|idade|genero|sexo|fecha nacimiento|data nascimento)$/;

/** Whether a type is one reading of a measurement: a value with a unit and a time. */
export function isReading({ leaves }: TypeShape): boolean {
  const names = [...leaves.keys()].map(wordsOf);
  const has = (pattern: RegExp) => names.some((words) => pattern.test(words.join(' ')));
  return (
    has(/^(?:value|valor|valeur|wert)$/) &&
    has(/\bunit$|^(?:unidad|unidade|unite|einheit)$/) &&
    has(READ_AT)
  );
}

const READ_AT = /\b(?:timestamp|time|date|at|fecha|data|hora|zeit|datum)$/;
