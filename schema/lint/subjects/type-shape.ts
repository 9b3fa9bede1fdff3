import type { FieldModel, TypeModel } from '../../../directives/marks/graph.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import type { TypeName } from './type-name.ts';

/** An object-valued field. */
export interface Link {
  readonly name: string;
  readonly words: readonly string[];
  readonly isList: boolean;
  /** The objects, interfaces' implementers and unions' members included, or the input objects. */
  readonly to: readonly TypeModel[];
}

/** What the name and the fields of a type say. */
export interface TypeShape extends TypeName {
  readonly type: TypeModel;
  readonly links: readonly Link[];
  /** Distinct phrases for health information among its scalar fields. */
  readonly health: ReadonlySet<string>;
  /** Distinct phrases that identify a person. */
  readonly identity: ReadonlySet<string>;
  /** Those of them that describe a body, such as `weight`. */
  readonly measures: ReadonlySet<string>;
  /** A scalar field that names or identifies a patient, such as `patientId` or `subscriberName`; null without one. */
  readonly patientField: string | null;
  /** Whether all scalar fields are those of an entry of a dictionary, such as `name` and `code`. */
  readonly hasOnlyLabels: boolean;
  /** Whether the type only wraps results, such as a page or a response. */
  readonly isEnvelope: boolean;
  readonly leaves: ReadonlyMap<string, FieldModel>;
}

/** Whether a type only transports others, such as a connection: https://relay.dev/graphql/connections.htm */
export function isWrapper({ kind, links, leaves, hasOnlyLabels, isEnvelope }: TypeShape): boolean {
  const isBare = leaves.size === 0 || hasOnlyLabels;
  return isEnvelope || (kind === 'technical' && links.length > 0 && isBare);
}

/** Whether a type is about a vehicle or a pet, which have symptoms and weights too. A person can have such things. */
export function isOfThing(
  { kind, links }: TypeShape,
  shapeOf: (type: TypeModel) => TypeShape,
): boolean {
  const isPerson = kind === 'person' || kind === 'customer';
  return !isPerson && links.some(({ to }) => to.some((each) => shapeOf(each).kind === 'other'));
}

/** Whether a type has a time, other than those of its row, such as when that was changed. `halfLifeHours: Float` is how long. */
export function hasTime(
  { leaves }: Pick<TypeShape, 'leaves'>,
  { time, technical }: Lexicon,
): boolean {
  return [...leaves]
    .filter(([name, { types }]) => !(DURATION.test(name) && [...types].some(isNumber)))
    .map(([name]) => wordsOf(name))
    .some((words) => time.last(words.slice(-1)) !== null && technical.longest(words) === null);
}

const DURATION = /(?:hour|day|month|year)s$/i;

function isNumber(type: string): boolean {
  return type === 'Int' || type === 'Float';
}

/** The types that a response or a connection carries, those of its edges included. */
export function carriedBy(
  shape: TypeShape,
  shapeOf: (type: TypeModel) => TypeShape,
): readonly TypeModel[] {
  if (shape.kind !== 'technical') return [];
  const linked = ({ links }: TypeShape) => links.flatMap(({ to }) => to);
  return linked(shape).flatMap((each) => {
    const inner = shapeOf(each);
    return inner.kind === 'technical' ? [each, ...linked(inner)] : [each];
  });
}
