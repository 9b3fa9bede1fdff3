import type { TypeModel } from '../../../directives/marks/graph.ts';
import { isList } from '../../../directives/marks/graph.ts';
import { isPersonKind } from './accounts.ts';
import { createReferenceCheck, hasKey, isPaged, NAMES } from './reference-data.ts';
import { DRUGS } from './regimen.ts';
import { isForMany, isResearch } from './for-many.ts';
import { isHub } from './hub.ts';
import { sendersIn } from './senders.ts';
import type { Ground } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { isDoneBy } from './done-by.ts';
import { keyBaseOf, namesPatient } from './field-words.ts';
import { carriedBy, hasTime, type Link, type TypeShape } from './type-shape.ts';
import { wordsOf } from '../words.ts';

/**
 * The types that many records share: entries of a dictionary, which have only such fields as a name and a code and which
 * a root field lists or creates without naming a patient; and what lists the records that refer to it, as a room its visits.
 */
export function findShared(all: readonly TypeShape[], ground: Ground): ReadonlySet<TypeModel> {
  const { compiled, shapeOf, lexicon, patientTypes } = ground;
  const { graph, hierarchy } = compiled;
  const listed = new Set<TypeModel>();
  const roots = ['Query', 'Mutation'].flatMap((name) => graph.types.get(name) ?? []);
  for (const root of roots)
    for (const field of root.fields.values()) {
      if (root.name === 'Query' && !isList(field) && !isPaged(field)) continue;
      const isPatients = [...field.arguments.keys()].some((name) =>
        namesPatient(wordsOf(name), lexicon),
      );
      if (isPatients) continue;
      for (const type of hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes)) {
        listed.add(type);
        for (const each of carriedBy(shapeOf(type), shapeOf)) listed.add(each);
      }
    }
  const owners = ownersOf(all);
  const knowsPatients = patientTypes.size > 0 || all.some(({ kind }) => kind === 'patient');
  const written = writtenAlone(all, compiled, shapeOf);
  /** Whether records list a type that has a name, a key of its own and none of others, and is written without a record. */
  const isDictionary = (shape: TypeShape) => {
    const { type, links, leaves, base } = shape;
    const names = [...leaves.keys()].map(wordsOf);
    return (
      links.length === 0 &&
      hasKey(shape) &&
      names.some(([first = '']) => NAMES.has(first)) &&
      names.every((words) => ['', base].includes(keyBaseOf(words)?.join('') ?? '')) &&
      listed.has(type) &&
      written.has(base) &&
      [...(owners.get(type) ?? [])].some((owner) =>
        shapeOf(owner).links.some(({ isList: isMany, to }) => isMany && to.includes(type)),
      )
    );
  };
  const isReference = createReferenceCheck(all, ground);
  /** Whether persons have entries of their own that are named for the type, as `UserAddiction` for `Addiction`. */
  const isChosen = ({ type, base, links, leaves, health }: TypeShape) =>
    !type.kinds.has('input') &&
    !health.has('medication') &&
    hasKey({ leaves, base }) &&
    !links.some(({ to }) => to.some((each) => isPersonKind(shapeOf(each)))) &&
    all.some(
      (each) =>
        each.base.endsWith(base) &&
        OF_PERSONS.has(each.base.slice(0, each.base.length - base.length)) &&
        (listed.has(type) || choosesFor(each, type)),
    );
  /** Whether a type says which entry a person has, as `UserTrait` with a `user` and a `trait`. */
  const choosesFor = ({ links }: TypeShape, entry: TypeModel) => {
    const single = links.filter((link) => !link.isList);
    return (
      !hasTime(shapeOf(entry), lexicon) &&
      single.some(({ to }) => to.includes(entry)) &&
      single.some(({ to }) => to.some((each) => isPersonKind(shapeOf(each))))
    );
  };
  const senders = sendersIn(all, shapeOf);
  const shared = all.filter((shape) => {
    if (senders.has(shape.type)) return true;
    const { type, kind, hasOnlyLabels, links, leaves, patientField } = shape;
    if (kind === 'patient' || kind === 'person' || kind === 'relative' || patientField !== null)
      return false;
    if (type.kinds.has('input')) return false;
    const singular = links.filter((link) => !link.isList).flatMap(({ to }) => to.map(shapeOf));
    if (singular.some((each) => each.kind === 'patient')) return false;
    // In an app without a type for patients, the records of its users.
    const isUsers =
      kind === 'record' &&
      !knowsPatients &&
      [...(owners.get(type) ?? [])].some((owner) => shapeOf(owner).kind === 'person');
    const isEntry =
      !isUsers &&
      !(kind === 'record' && hasPart(shape, owners, shapeOf)) &&
      hasOnlyLabels &&
      leaves.size > 0 &&
      hasKey(shape) &&
      listed.has(type) &&
      singular.every((each) => each.kind !== 'record') &&
      !(kind === 'record' && links.some((link) => isOwner(link, shapeOf)));
    return (
      isEntry ||
      isClass(shape) ||
      isHub(shape, shapeOf) ||
      isForMany(shape) ||
      isResearch(shape, shapeOf) ||
      isDictionary(shape) ||
      isChosen(shape) ||
      isReference(shape)
    );
  });
  const found = new Set(shared.map(({ type }) => type));
  const bases = new Set(shared.map(({ base }) => base));
  // Inputs of a dictionary.
  for (const { type, base } of all) if (type.kinds.has('input') && bases.has(base)) found.add(type);
  return found;
}

/**
 * Creates the check whether a type with the name of an entry of a dictionary, such as `Medicine`, is only a part of others,
 * such as a prescription: no root field returns or takes it, and it has no key.
 */
export function createPartCheck(
  all: readonly TypeShape[],
  { compiled: { graph, hierarchy }, shapeOf }: Ground,
): (shape: TypeShape) => boolean {
  const owners = ownersOf(all);
  const ofRoots = new Set<TypeModel>();
  for (const root of ['Query', 'Mutation', 'Subscription'].flatMap(
    (name) => graph.types.get(name) ?? [],
  ))
    for (const field of root.fields.values()) {
      const taken = [...field.arguments.values()].flatMap(({ types }) =>
        hierarchy.typesNamed(types),
      );
      const returned = hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes);
      for (const type of [...taken, ...returned]) ofRoots.add(type);
    }
  /** Whether only persons have it, as the drugs that each takes. */
  const isTakenBy = (above: readonly TypeModel[], { type }: TypeShape) =>
    wordsOf(type.name).some((word) => DRUGS.has(word)) &&
    above.every((each) => isPersonKind(shapeOf(each)));
  return (shape) => {
    const { type, kind } = shape;
    const above = [...(owners.get(type) ?? [])];
    return (
      (kind === 'catalog' || kind === 'other') &&
      above.length > 0 &&
      !ofRoots.has(type) &&
      (!hasKey(shape) || isTakenBy(above, shape)) &&
      above.every((each) => !isElsewhere(shapeOf(each).kind))
    );
  };
}

/**
 * The base names of the inputs that a mutation takes without a key of something else, as a dictionary's: `createDrug(input:)`,
 * not `addDrug(visitId:, input:)`. None in a graph without a type for patients, where a caller writes about themselves.
 */
function writtenAlone(
  all: readonly TypeShape[],
  { graph, hierarchy }: Ground['compiled'],
  shapeOf: Ground['shapeOf'],
): ReadonlySet<string> {
  if (!all.some(({ kind }) => kind === 'patient')) return new Set();
  const fields = [...(graph.types.get('Mutation')?.fields.values() ?? [])];
  return new Set(
    fields.flatMap((field) => {
      const inputs = [...field.arguments.values()].flatMap(({ types }) =>
        hierarchy.typesNamed(types).filter(({ kinds }) => kinds.has('input')),
      );
      const isAlone = [...field.arguments.keys()].every(
        (name) => (keyBaseOf(wordsOf(name)) ?? []).length === 0,
      );
      return isAlone && inputs.length === 1 ? inputs.map((input) => shapeOf(input).base) : [];
    }),
  );
}

/** Whether a link leads to the one person whose something is, and not to who did it. */
function isOwner({ isList: isMany, words, to }: Link, shapeOf: Ground['shapeOf']): boolean {
  return !isMany && !isDoneBy(words) && to.some((each) => isPersonKind(shapeOf(each)));
}

/** For each type: the types that have it in a field. */
function ownersOf(all: readonly TypeShape[]): ReadonlyMap<TypeModel, ReadonlySet<TypeModel>> {
  const owners = new Map<TypeModel, Set<TypeModel>>();
  for (const { type, links } of all)
    for (const held of links.flatMap(({ to }) => to))
      owners.set(held, (owners.get(held) ?? new Set()).add(type));
  return owners;
}

/** Whether a type has records that are parts of it alone, which an entry of a dictionary does not. */
function hasPart(
  { type, links }: TypeShape,
  owners: ReadonlyMap<TypeModel, ReadonlySet<TypeModel>>,
  shapeOf: Ground['shapeOf'],
): boolean {
  return links.some(({ to }) =>
    to.some(
      (each) =>
        shapeOf(each).kind === 'record' &&
        owners.get(each)?.size === 1 &&
        !shapeOf(each).links.some((back) => back.to.includes(type)),
    ),
  );
}

/** Whether a type is one of a classification: it has a key, a name and the class above it, and nothing else. */
function isClass({ type, base, leaves, links, hasOnlyLabels }: TypeShape): boolean {
  return (
    hasOnlyLabels &&
    hasKey({ leaves, base }) &&
    links.length > 0 &&
    links.every(({ to }) => to.every((each) => each === type))
  );
}

const OF_PERSONS: ReadonlySet<string> = new Set(wordsOf('user patient member client person'));
