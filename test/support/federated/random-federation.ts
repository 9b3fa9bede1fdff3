import {
  namedType,
  objectTypes,
  typeIn,
  type GraphModel,
  type ModelField,
  type ModelType,
} from './graph-model.ts';
import { draftField, type Draft } from './draft.ts';
import { fullIn, isLeafField } from './random-fields.ts';
import { hashOf, type Random } from './random.ts';

/** Adds `@requires`, `@provides`, `@override` and `@inaccessible`, and fields that are nullable in one subgraph. */
export function addFederation(draft: Draft<GraphModel>, random: Random): void {
  const entities = draft.types.filter((type) => type.kind === 'object' && type.keys.length > 0);
  for (const type of entities) {
    if (random.chance(30)) override(draft, type, random);
    for (let count = random.below(3); count > 0; count -= 1) addComputed(draft, type, random);
  }
  for (const type of draft.types) {
    if (random.chance(40)) addComputedOnObject(draft, type, random);
    if (type.kind === 'object')
      for (const field of type.fields) if (random.chance(20)) provide(draft, field, random);
    hide(draft, type, random);
    for (const field of type.fields)
      if (
        field.in.length > 1 &&
        type.kind === 'object' &&
        field.type.endsWith('!') &&
        isFree(draft, type, field) &&
        random.chance(30)
      )
        field.nullableIn = [random.pick(field.in)];
  }
}

/** Whether a field is in no key, no path to a patient and no interface, so that it can be changed alone. */
function isFree(draft: GraphModel, type: ModelType, field: ModelField): boolean {
  const { name } = field;
  const inKey = type.keys.some(({ fields }) => fields.split(/\W+/).includes(name));
  const nested =
    name === 'id' && draft.types.some((one) => one.keys.some(({ fields }) => fields.includes('{')));
  const inherited = type.interfaces.some((above) =>
    typeIn(draft, above).fields.some((one) => one.name === name),
  );
  const path = type.patient?.path.split('.') ?? [];
  return (
    !inKey && !nested && !inherited && !path.includes(name) && name !== 'owner' && name !== 'id'
  );
}

function override(draft: GraphModel, type: Draft<ModelType>, random: Random): void {
  const fit = type.fields.filter(
    (field) => field.in.length === 1 && isFree(draft, type, field) && isLeafField(draft, field),
  );
  if (fit.length === 0) return;
  const field = random.pick(fit);
  const [from = ''] = field.in;
  const others = fullIn(type).filter((name) => name !== from);
  if (others.length === 0) return;
  field.overrides = from;
  field.in = [random.pick(others)];
}

/** Adds a field that is computed from scalars of other subgraphs, or from scalars of objects there. */
function addComputed(draft: Draft<GraphModel>, type: Draft<ModelType>, random: Random): void {
  const places = fullIn(type);
  if (places.length < 2) return;
  const subgraph = random.pick(places);
  const sources = type.fields.filter(
    (field) =>
      !field.in.includes(subgraph) &&
      field.overrides !== subgraph &&
      field.args.every(({ idOf }) => idOf === null) &&
      !comesBack(type, field, subgraph),
  );
  if (sources.length === 0) return;
  const unions = sources.filter((field) => isUnion(draft, field));
  const preferred = unions.length > 0 ? unions : sources.filter(({ args }) => args.length > 0);
  const chosen =
    preferred.length > 0 && random.chance(unions.length > 0 ? 85 : 60) ? preferred : sources;
  const texts = random
    .some(chosen, 1 + random.below(2))
    .flatMap((field) => sourceText(draft, { field, subgraph }, random) ?? []);
  if (texts.length === 0) return;
  addRequiring(type, texts.join(' '), subgraph, random);
}

/**
 * Whether a field is computed, directly or not, from a field of `subgraph`. A field of `subgraph` that requires it
 * would make a round trip, and Apollo's planner fails if such a field is selected twice: "adding it as parent would
 * create a cycle".
 */
function comesBack(type: ModelType, field: ModelField, subgraph: string): boolean {
  const names = field.requires?.split(/\W+/) ?? [];
  return type.fields.some(
    (source) =>
      names.includes(source.name) &&
      (source.in.includes(subgraph) || comesBack(type, source, subgraph)),
  );
}

function isUnion(draft: GraphModel, { type }: ModelField): boolean {
  return draft.unions.some(({ name }) => name === namedType(type));
}

/** A source as written in `@requires`; null if the subgraph can't select anything of it. */
function sourceText(
  draft: GraphModel,
  { field, subgraph }: { readonly field: ModelField; readonly subgraph: string },
  random: Random,
): string | null {
  const asked = `${field.name}${literals(draft, field)}`;
  if (isLeafField(draft, field)) return asked;
  if (isUnion(draft, field)) return unionText(draft, { field, subgraph, asked }, random);
  const type = draft.types.find(({ name }) => name === namedType(field.type));
  if (type?.kind !== 'object' || (type.keys.length > 0 && !type.in.includes(subgraph))) return null;
  const leaves = plainLeaves(draft, type);
  return leaves.length === 0
    ? null
    : `${asked} { ${random
        .some(leaves, 1 + random.below(2))
        .map(({ name }) => name)
        .join(' ')} }`;
}

function plainLeaves(draft: GraphModel, type: ModelType): readonly ModelField[] {
  return type.fields.filter(
    (one) => isLeafField(draft, one) && one.args.length === 0 && one.requires === null,
  );
}

/** A selection of a union: its `__typename` alone, or with a field of one of its types. */
function unionText(
  draft: GraphModel,
  { field, subgraph, asked }: { field: ModelField; subgraph: string; asked: string },
  random: Random,
): string | null {
  const union = draft.unions.find(({ name }) => name === namedType(field.type));
  if (!union?.in.includes(subgraph)) return null;
  const known = union.members
    .map((name) => typeIn(draft, name))
    .filter((type) => [subgraph, ...field.in].every((name) => type.in.includes(name)));
  if (known.length === 0 || random.chance(40)) return `${asked} { __typename }`;
  const type = random.pick(known);
  const leaves = plainLeaves(draft, type).filter((leaf) =>
    field.in.every((name) => leaf.in.includes(name)),
  );
  const below = leaves.length > 0 ? random.pick(leaves).name : '__typename';
  return `${asked} { __typename ... on ${type.name} { ${below} } }`;
}

/** Argument → its possible literals in `@requires`; undefined leaves the argument out. */
const LITERALS: Readonly<Record<string, readonly (string | undefined)[]>> = {
  first: ['2', undefined],
  text: ['"required"'],
  order: ['UP', 'DOWN', undefined],
  states: ['[ACTIVE]', 'ACTIVE', undefined],
  where: ['{ text: "t" }', '{ any: [{ order: UP }] }', '{ valueIn: { low: 1 } }', undefined],
};

/** The same literals in every `@requires` of a field, since different ones are refused (REQUIRES_CONFLICT). */
function literals(draft: GraphModel, { name, args }: ModelField): string {
  const hidden = draft.enums.flatMap(({ values }) =>
    values.filter((value) => value.isInaccessible).map((value) => value.name),
  );
  const given = args.flatMap((arg) => {
    const choices = LITERALS[arg.name] ?? [undefined];
    const literal = choices[hashOf(name, arg.name) % choices.length];
    if (literal === undefined || hidden.some((one) => literal.includes(one))) return [];
    return [`${arg.name}: ${literal}`];
  });
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

function addRequiring(
  type: Draft<ModelType>,
  requires: string,
  subgraph: string,
  random: Random,
): void {
  const all = type.kind === 'interface' ? ['standing'] : ['risk', 'score', 'index', 'derived'];
  const names = all.filter((name) => !type.fields.some((field) => field.name === name));
  const [name] = names;
  if (name === undefined) return;
  type.fields.push({
    ...draftField(name, random.pick(['Int', 'String', 'String!', 'Status', '[String]']), [
      subgraph,
    ]),
    requires,
  });
}

/** Adds a computed field to an `@interfaceObject`. */
function addComputedOnObject(
  draft: Draft<GraphModel>,
  type: Draft<ModelType>,
  random: Random,
): void {
  const [subgraph] = type.objectIn;
  if (subgraph === undefined) return;
  const leaves = type.fields.filter(
    (field) => !field.in.includes(subgraph) && field.args.length === 0 && isLeafField(draft, field),
  );
  if (leaves.length > 0) addRequiring(type, random.pick(leaves).name, subgraph, random);
}

function provide(draft: GraphModel, field: Draft<ModelField>, random: Random): void {
  const [subgraph, other] = field.in;
  if (
    subgraph === undefined ||
    other !== undefined ||
    field.requires !== null ||
    field.overrides !== null
  )
    return;
  const [type, ...types] = objectTypes(draft, namedType(field.type));
  if (!type || types.length > 0 || type.name !== namedType(field.type) || type.keys.length === 0)
    return;
  const leaves = type.fields.filter(
    (leaf) =>
      isLeafField(draft, leaf) &&
      !leaf.in.includes(subgraph) &&
      leaf.overrides === null &&
      leaf.requires === null &&
      leaf.args.length === 0,
  );
  if (leaves.length > 0) field.provides = random.pick(leaves).name;
}

/** Makes fields `@inaccessible` that no interface has, and leaves each type at least one visible field. */
function hide(draft: GraphModel, type: Draft<ModelType>, random: Random): void {
  if (type.kind === 'interface') return;
  const own = type.fields.filter((field) => {
    const inherited = type.interfaces.some((above) =>
      typeIn(draft, above).fields.some(({ name }) => name === field.name),
    );
    return !inherited;
  });
  for (const field of own)
    if (random.chance(6) && type.fields.filter((one) => !one.isInaccessible).length > 1)
      field.isInaccessible = true;
}
