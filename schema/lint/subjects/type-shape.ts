import type { FieldModel, TypeModel } from '../../../directives/marks/graph.ts';
import { isList } from '../../../directives/marks/graph.ts';
import type { TypeHierarchy } from '../../../directives/policy/type-hierarchy.ts';
import { isLeafValued } from '../leaf-values.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { readTypeName, type TypeName } from './type-name.ts';

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
  /** A scalar field that names or identifies a patient, such as `patientId` or `subscriberName`; null without one. */
  readonly patientField: string | null;
  /** Whether all scalar fields are those of an entry of a dictionary, such as `name` and `code`. */
  readonly hasOnlyLabels: boolean;
  /** Whether the type only wraps results, such as a page or a response. */
  readonly isEnvelope: boolean;
  readonly leaves: ReadonlyMap<string, FieldModel>;
}

/** Reads the shape of a type. */
export function readTypeShape(
  type: TypeModel,
  hierarchy: TypeHierarchy,
  lexicon: Lexicon,
): TypeShape {
  const leaves = new Map<string, FieldModel>();
  const links: Link[] = [];
  const [health, identity] = [new Set<string>(), new Set<string>()];
  let patientField: string | null = null;
  let hasOnlyLabels = true;
  for (const [name, [field]] of hierarchy.fields(type)) {
    const words = wordsOf(name);
    if (!isLeafValued(field, hierarchy)) {
      const to = hierarchy
        .valueTypes(field)
        .flatMap((each) =>
          each.kinds.has('union') ? hierarchy.objectTypes(each) : withImplementers(each, hierarchy),
        );
      links.push({ name, words, isList: isList(field), to });
      continue;
    }
    leaves.set(name, field);
    const found = lexicon.phi.certain.longest(words) ?? lexicon.phi.health.longest(words);
    if (found) health.add(found.phrase);
    const identifying = lexicon.phi.identity.longest(words);
    if (identifying) identity.add(identifying.phrase);
    if (namesPatient(words, lexicon)) patientField ??= name;
    const label = lexicon.label.longest(words);
    if (
      words.length > 3 ||
      (!label && !lexicon.technical.longest(words) && keyBaseOf(words) === null)
    )
      hasOnlyLabels = false;
  }
  const named = readTypeName(type.name, lexicon);
  const isEnvelope = !type.kinds.has('input') && wraps(type, named.base, links, lexicon);
  return {
    type,
    ...named,
    kind: isEnvelope ? 'technical' : named.kind,
    isEnvelope,
    links,
    health,
    identity,
    patientField,
    hasOnlyLabels,
    leaves,
  };
}

/** An interface with the types that implement it; an object or an input alone. */
function withImplementers(type: TypeModel, hierarchy: TypeHierarchy): readonly TypeModel[] {
  return [...new Set([type, ...hierarchy.objectTypes(type)])];
}

/** Whether a type wraps results: it has them under its own name, as `PatientsResponse` and `GetPatients` have `patients`. */
function wraps(type: TypeModel, base: string, links: readonly Link[], lexicon: Lexicon): boolean {
  const isResponse = RESPONSES.has(wordsOf(type.name).at(-1) ?? '');
  return links.some(
    (link) =>
      (link.isList || isResponse) &&
      link.to.some((each) => each !== type && readTypeName(each.name, lexicon).base === base),
  );
}

const RESPONSES: ReadonlySet<string> = new Set(
  wordsOf('response payload result return output connection edge page list collection envelope'),
);

/** Whether a name has a word for a patient and another for what is known about one, and none for a number of things. */
export function namesPatient(words: readonly string[], lexicon: Lexicon): boolean {
  if (words.some((word) => COUNTS.has(word))) return false;
  const patient = words.findIndex((word) => lexicon.kinds.last([word])?.meaning === 'patient');
  if (patient < 0) return false;
  const rest = words.toSpliced(patient, 1);
  if (rest.length === 0) return true;
  const { certain, health, identity, person } = lexicon.phi;
  return (
    rest.some(isKeyWord) ||
    [certain, health, identity, person].some((index) => index.longest(rest) !== null)
  );
}

/** Words for a number of things or for the form of a value: `emailCount` and `phoneFormat` are not PHI. */
export const COUNTS: ReadonlySet<string> = new Set(
  wordsOf('count size length format pattern enabled verified visible required mask template'),
);

/** The words that say what a key identifies, as in `patientId` and `id_paciente`; null if it is not a key. */
export function keyBaseOf(words: readonly string[]): readonly string[] | null {
  if (isKeyWord(words.at(-1))) return words.slice(0, -1);
  return words.length > 1 && words[0] === 'id' ? words.slice(1) : null;
}

function isKeyWord(word: string | undefined): boolean {
  return word !== undefined && KEY_WORDS.has(word);
}

const KEY_WORDS: ReadonlySet<string> = new Set(
  wordsOf('id ids uid uuid guid pk oid fk identifier'),
);

/** Whether a type only transports others, such as a connection: https://relay.dev/graphql/connections.htm */
export function isWrapper({ kind, links, leaves, hasOnlyLabels, isEnvelope }: TypeShape): boolean {
  const isBare = leaves.size === 0 || hasOnlyLabels;
  return isEnvelope || (kind === 'technical' && links.length > 0 && isBare);
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
