import type { TypeModel } from '../../../directives/marks/graph.ts';
import { inputsOf } from '../inputs-of.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import type { TypeKind } from '../vocabulary/vocabulary.ts';
import { wordsOf } from '../words.ts';
import { isDoneBy } from './done-by.ts';
import { hasBody, hasGivenName, isPerson as isLikePerson } from './holdings.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere, readTypeName } from './type-name.ts';
import { CODE_SYSTEMS, isCount, keyBaseOf, namesPatient, ownerOf } from './field-words.ts';
import { carriedBy, type Link, type TypeShape } from './type-shape.ts';
import { BODILY, isReading } from './vital-signs.ts';

/** The subject of a type by its marks or its name. */
export function namedSubject(
  { type, kind, namesPatient: hasPatientWord }: TypeShape,
  { compiled, patientTypes }: Ground,
): Subject | null {
  const { name } = type;
  if (patientTypes.has(name))
    return { about: 'patient', because: `${name} is declared as a type of patients` };
  const path = compiled.policy.patients.get(name);
  if (path) {
    const about = path.length === 1 ? 'patient' : kind === 'relative' ? 'person' : 'record';
    return { about, because: `${name} has @patient` };
  }
  const isMarked = [type.marks, ...[...type.fields.values()].map(({ marks }) => marks)]
    .flat()
    .some((mark) => mark.kind === 'phi');
  if (isMarked && kind !== 'patient') {
    const about = kind === 'person' || kind === 'relative' ? 'person' : 'record';
    return { about, because: `${name} has fields with @phi` };
  }
  if (kind === 'patient') return { about: 'patient', because: `${name} is named for a patient` };
  if (!hasPatientWord) return null;
  if (kind === 'relative') return { about: 'person', because: `${name} is named for a relative` };
  if (kind === 'record' || kind === 'document' || kind === 'person')
    return { about: 'record', because: `${name} is named for a patient's record` };
  return null;
}

/** The subject of a type that refers to its patient, as by `patient: Patient` or `patientId`. */
export function referringSubject(
  { type, kind, links, leaves, patientField, health, isEnvelope }: TypeShape,
  found: ReadonlyMap<TypeModel, Subject>,
  { patients, records }: Bases,
  lexicon: Lexicon,
): Subject | null {
  // Who recorded something is not its subject, unless it is health information, which a caller writes of themselves.
  const isOwn = health.size > 0 || kind === 'record';
  const link = links.find(
    ({ to, isList, words }) =>
      !isList &&
      to.some((each) => found.get(each)?.about === 'patient') &&
      (isOwn || !isDoneBy(words)),
  );
  if (link) {
    const because = `${type.name} has the patient in ${link.name}`;
    if (kind === 'person') return { about: 'person', because };
    // An entry of a dictionary refers to no patient, whatever its name.
    if (isEnvelope) return null;
    if (!isElsewhere(kind) || kind === 'technical' || kind === 'catalog')
      return { about: 'record', because };
    // The recipe of a patient is a prescription.
    const isNamed = lexicon.kinds.last(link.words)?.meaning === 'patient';
    return kind === 'other' && isNamed ? { about: 'record', because } : null;
  }
  if (kind === 'staff' || kind === 'organization') return null;
  const canBePart = kind === null || kind === 'document' || kind === 'record';
  const part = isPayment(type, lexicon) ? ofRecord(links, found) : undefined;
  if (part)
    return { about: 'record', because: `${type.name} has a patient's record in ${part.name}` };
  const key = [...leaves.keys()].find((name) => isKeyOf(wordsOf(name), patients));
  if (key !== undefined)
    return { about: isElsewhere(kind) ? 'near' : 'record', because: `${type.name} has ${key}` };
  const partKey =
    canBePart &&
    [...leaves.keys()].find(
      (name) =>
        isKeyOf(wordsOf(name), records) ||
        (isPayment(type, lexicon) && isRecordsKey(name, lexicon)),
    );
  if (partKey) return { about: 'record', because: `${type.name} has ${partKey}` };
  if (patientField === null) return null;
  // `patient: String` is a key, whatever it holds.
  const isKey = (kind === null || kind === 'document') && wordsOf(patientField).length === 1;
  const about = isKey || kind === 'record' || health.size > 0 ? 'record' : 'near';
  return { about, because: `${type.name} has ${patientField}` };
}

/** The base names of the types that are about patients. */
export interface Bases {
  readonly patients: ReadonlySet<string>;
  /** Of the parts of a patient's record, by their names: `visit`. */
  readonly records: ReadonlySet<string>;
}

/** Whether a name is the key of what care consists of, such as `appointmentId`. */
function isRecordsKey(name: string, { kinds }: Lexicon): boolean {
  const owner = keyBaseOf(wordsOf(name)) ?? [];
  const kind = kinds.last(owner);
  return kind?.meaning === 'record' && kind.end - kind.start === owner.length;
}

/** Whether a type is named for what is paid for something. */
export function isPayment({ name }: TypeModel, { payment }: Lexicon): boolean {
  return wordsOf(name).some((word) => payment.has(word));
}

/** The link to the record that a type is a part of, as from a payment to the consultation that it is for. */
function ofRecord(
  links: readonly Link[],
  found: ReadonlyMap<TypeModel, Subject>,
): Link | undefined {
  return links.find(
    ({ to, isList }) =>
      !isList && to.length > 0 && to.every((each) => found.get(each)?.about === 'record'),
  );
}

/** The subject of a type that nothing links to a patient, by its name or its fields. */
export function evidentSubject(
  shape: TypeShape,
  { lexicon }: Ground,
  isApp: boolean,
): Subject | null {
  const { type, kind, health, identity, measures, hasOnlyLabels, leaves, links } = shape;
  if (isElsewhere(kind)) return null;
  if (kind === 'record')
    return { about: 'record', because: `${type.name} is named for a part of a patient's record` };
  // What has no name is above something in a tree.
  if (kind === 'relative' || (PARENTS.has(shape.base) && hasGivenName(identity)))
    return { about: 'person', because: `${type.name} is named for a relative` };
  const because = `${type.name} has several fields of health information`;
  const isPerson = kind === 'person' || kind === 'customer';
  if (isPerson && (health.size > 0 || (hasBody(identity) && !type.kinds.has('input'))))
    return { about: 'person', because };
  if (measures.size >= 3 && kind !== 'person' && identity.size === measures.size)
    return { about: 'record', because: `${type.name} has measures of a body` };
  if (kind === null && hasBody(identity) && isLikePerson(shape) && !namesOther(shape, lexicon))
    return { about: 'person', because: `${type.name} has what identifies a person's body` };
  if (isApp && (kind === null || kind === 'document') && links.length === 0 && isReading(shape))
    return { about: 'record', because: `${type.name} has a value with its unit and time` };
  if (isApp && isMeasuredAt(shape, lexicon))
    return { about: 'record', because: `${type.name} has a measure of a body with its time` };
  if (VARIANT.every((field) => leaves.has(field)) && !hasOnlyLabels)
    return { about: 'record', because: `${type.name} has the alleles of a variant` };
  // In an app for its users, other persons are other parties.
  if (!isApp && isNamedPerson(shape, lexicon))
    return { about: 'person', because: `${type.name} has the names of a person` };
  const named = isPerson ? null : lexicon.phi.health.longest(wordsOf(type.name));
  if (named && !CODE_SYSTEMS.has(named.phrase) && !hasOnlyLabels)
    return { about: 'record', because: `${type.name} is named for health information` };
  const isEvident = health.size >= 2 || (health.size === 1 && kind === 'document');
  if (!isEvident) return null;
  if (identity.size > 2) return { about: 'person', because };
  const values = [...leaves.keys()].filter((name) => lexicon.phi.health.longest(wordsOf(name)));
  return { about: values.length >= 3 ? 'record' : 'near', because };
}

const PARENTS: ReadonlySet<string> = new Set(wordsOf('parent par responsable responsavel'));

/** The alleles of a variant in VCF: https://samtools.github.io/hts-specs/. */
const VARIANT = ['ref', 'alt'];

/** Whether a type is a row of measures with a time, as those of a wearable device: steps or calories of an hour. */
function isMeasuredAt({ type, kind, leaves, links }: TypeShape, lexicon: Lexicon): boolean {
  if ((kind !== null && kind !== 'document') || links.length > 0) return false;
  const hasTime = [...leaves.keys()]
    .map(wordsOf)
    .some(
      (words) =>
        lexicon.time.last(words.slice(-1)) !== null && lexicon.technical.longest(words) === null,
    );
  return hasTime && [type.name, ...leaves.keys()].some(isBodily);
}

function isBodily(name: string): boolean {
  return wordsOf(name).some((word) => BODILY.test(word));
}

/** Whether a type without a known subject has a person's given name and what else identifies one, and names no other party. */
function isNamedPerson({ type, kind, identity }: TypeShape, lexicon: Lexicon): boolean {
  const isOpen = (kind === null || kind === 'document') && !type.kinds.has('input');
  return isOpen && identity.size >= 2 && hasGivenName(identity) && !namesOther({ type }, lexicon);
}

/** Whether a word in the name of a type is for another party than a patient, as in `ProviderReport`. */
function namesOther({ type }: Pick<TypeShape, 'type'>, { kinds }: Lexicon): boolean {
  return wordsOf(type.name).some((word) => OTHERS.has(kinds.last([word])?.meaning ?? 'patient'));
}

const OTHERS: ReadonlySet<TypeKind> = new Set(['customer', 'staff', 'organization', 'person']);

/**
 * The types that a root field returns for a patient or a record that an argument identifies, or that its own name
 * promises: `reports(patientId:)`, `results(visitId:)`, `getPatient: Reply`.
 */
export function askedByPatient(
  { compiled, shapeOf, lexicon }: Ground,
  { patients, records }: Bases,
): readonly (readonly [TypeShape, Subject])[] {
  const { graph, hierarchy } = compiled;
  return ['Query', 'Mutation'].flatMap((root) =>
    [...(graph.types.get(root)?.fields ?? [])].flatMap(([name, field]) => {
      const returned = hierarchy
        .valueTypes(field)
        .flatMap(hierarchy.objectTypes)
        .map(shapeOf)
        .flatMap((shape) => [shape, ...carriedBy(shape, shapeOf).map(shapeOf)]);
      // What a mutation writes beside the key.
      const taken = [...field.arguments.values()]
        .flatMap(({ types }) => hierarchy.typesNamed(types))
        .filter(({ kinds }) => kinds.has('input') && root === 'Mutation')
        .map(shapeOf)
        .filter((shape) => !namesOther(shape, lexicon));
      const key = inputsOf(root, [name, field], hierarchy).find((input) => {
        const words = wordsOf(input.name);
        return namesPatient(words, lexicon) || isKeyOf(words, patients);
      });
      if (key)
        return asRecords(
          `${root}.${name} takes ${key.name}`,
          [...returned, ...taken].filter(
            ({ kind }) => !isElsewhere(kind) && kind !== 'person' && kind !== 'customer',
          ),
        );
      const part = [...field.arguments.keys()].find((each) => isKeyOf(wordsOf(each), records));
      const open = returned.filter(({ kind }) => kind === null || kind === 'document');
      if (part !== undefined)
        return asRecords(`${root}.${name} takes ${part}`, [
          ...open,
          ...taken.filter(({ kind }) => kind === null || kind === 'document'),
        ]);
      const promised = isCount(wordsOf(name)) ? null : promisedBy(name, lexicon);
      if (promised !== 'patient' && promised !== 'record') return [];
      return open.map((shape): readonly [TypeShape, Subject] => {
        const isPatient = promised === 'patient' && shape.identity.size >= 2;
        return [
          shape,
          { about: isPatient ? 'patient' : 'record', because: `${root}.${name} returns it` },
        ];
      });
    }),
  );
}

/** What the name of a root field says that it returns, as `getDailyBmi` and `getPatient` do. */
function promisedBy(name: string, lexicon: Lexicon): TypeKind | null {
  const { kind } = readTypeName(name, lexicon);
  if (isElsewhere(kind) || kind === 'patient') return kind;
  return lexicon.vital.longest(wordsOf(name)) === null ? kind : 'record';
}

function asRecords(
  because: string,
  shapes: readonly TypeShape[],
): readonly (readonly [TypeShape, Subject])[] {
  return shapes.map((shape) => [shape, { about: 'record', because }]);
}

/** Whether words are the key of a type with one of these base names: `userId`. */
function isKeyOf(words: readonly string[], bases: ReadonlySet<string>): boolean {
  return bases.has(ownerOf(words, (owner) => bases.has(owner))?.join('') ?? '');
}
