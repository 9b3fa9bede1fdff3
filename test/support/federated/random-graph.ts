import { draftField, draftType, type Draft } from './draft.ts';
import type { GraphModel, ModelType } from './graph-model.ts';
import { addAccess } from './random-access.ts';
import { addFields } from './random-fields.ts';
import { addFederation } from './random-federation.ts';
import { addLifetimes } from './random-lifetimes.ts';
import { addMarks } from './random-marks.ts';
import { randomRules } from './random-rules.ts';
import { addShapes } from './random-shapes.ts';
import { createRandom, hashOf, type Random } from './random.ts';

/**
 * A random federated graph: subgraphs, entities with keys of every form, types without a key, interfaces of several
 * levels and `@interfaceObject`s, unions, inputs, computed, provided and overridden fields, marks at every legal place,
 * in most graphs the shapes of generated servers, and in some Apollo's access control and rules of the operator.
 */
export function randomGraph(seed: number): GraphModel {
  const random = createRandom(seed);
  const draft = skeleton(random);
  addFields(draft, random);
  addFederation(draft, random);
  addLifetimes(draft, random);
  addMarks(draft, random);
  if (hasShapes(seed)) {
    const ownRandom = createRandom(hashOf(seed, 'shapes'));
    const known = placesOf(draft);
    addShapes(draft, ownRandom);
    addMarks(draft, ownRandom, (place) => !known.has(place));
    draft.hasShapes = true;
  }
  if (hasAccess(seed)) addAccess(draft, createRandom(hashOf(seed, 'access')));
  draft.rules = [...randomRules(seed, draft)];
  return draft;
}

/**
 * Whether the graph of a seed has Apollo's access control. Other graphs are as they were before there was any, such as those
 * of all regressions.
 */
function hasAccess(seed: number): boolean {
  return hashOf(seed, 'some policy') % 100 < 50;
}

/** Whether the graph of a seed has shapes beyond the basic ones. Other graphs are as they were before there were shapes. */
function hasShapes(seed: number): boolean {
  return hashOf(seed, 'shapes') % 100 < 60;
}

function placesOf({ types, unions }: Draft<GraphModel>): ReadonlySet<object> {
  return new Set([...types, ...unions, ...types.flatMap(({ fields }) => fields)]);
}

/** Subgraphs and types with their keys, before they have other fields. */
function skeleton(random: Random): Draft<GraphModel> {
  const names = random.shuffle(['accounts', 'billing', 'charts', 'devices']);
  const subgraphs = names.slice(0, 2 + random.below(3)).map((name) => ({
    name,
    dialect: random.pick(['plain', 'plain', 'renamed', 'namespaced'] as const),
  }));
  const draft: Draft<GraphModel> = {
    subgraphs,
    types: [],
    unions: [],
    enums: [
      {
        name: 'Status',
        marks: [],
        values: enumValues(['ACTIVE', 'constructor', 'toString'], random),
      },
      { name: 'Order', marks: [], values: enumValues(['UP', 'DOWN', 'hasOwnProperty'], random) },
    ],
    scalars: ['Date', 'Blob'].map((name) => ({ name, marks: [] })),
    inputs: [],
    rules: [],
    hasShapes: false,
  };
  addEntities(draft, random);
  addValueTypes(draft, random);
  addInterfaces(draft, random);
  addUnions(draft, random);
  return draft;
}

function enumValues(
  names: readonly string[],
  random: Random,
): Draft<GraphModel['enums'][number]['values']> {
  return names.map((name, index) => ({
    name,
    marks: [],
    isInaccessible: index > 0 && random.chance(8),
  }));
}

/** Adds entities. The first is Patient with the key `id`; the others have random keys. */
function addEntities(draft: Draft<GraphModel>, random: Random): void {
  const all = draft.subgraphs.map(({ name }) => name);
  for (const name of ['Patient', 'Doctor', 'Visit', 'Lab'].slice(0, 2 + random.below(3))) {
    const type = draftType('object', name, random.some(all, 1 + random.below(all.length)));
    draft.types.push(type);
    const key = name === 'Patient' ? 0 : random.below(10);
    if (key < 6) addKey(type, ['id: ID!']);
    else if (key < 7) addKey(type, ['number: Int!']);
    else if (key < 8) addKey(type, ['id: ID!', 'code: String!']);
    else addNestedKey(draft, type, random);
    if (type.in.length > 1 && random.chance(35)) addSecondKey(type, random);
    const [first] = type.keys;
    if (first && type.in.length > 1 && type.keys.length === 1 && random.chance(15))
      first.unresolvableIn = [random.pick(type.in)];
  }
}

function addKey(type: Draft<ModelType>, leaves: readonly string[]): void {
  const fields = leaves.map((leaf) => {
    const [name = '', of = ''] = leaf.split(': ');
    return draftField(name, of, type.in);
  });
  type.fields.push(...fields);
  type.keys.push({
    fields: fields.map(({ name }) => name).join(' '),
    in: [...type.in],
    unresolvableIn: [],
  });
}

/** Adds the key `id site { id }`, if another entity is in all subgraphs of the type. */
function addNestedKey(draft: Draft<GraphModel>, type: Draft<ModelType>, random: Random): void {
  addKey(type, ['id: ID!']);
  const others = draft.types.filter(
    (one) =>
      one !== type &&
      one.keys[0]?.fields === 'id' &&
      type.in.every((name) => one.keys[0]?.in.includes(name)),
  );
  const [key] = type.keys;
  if (others.length === 0 || !key) return;
  type.fields.push(draftField('site', `${random.pick(others).name}!`, type.in));
  key.fields = random.pick(['id site { id }', 'site { id } id']);
}

/** Adds the key `uid`. Sometimes one subgraph has only this second key. */
function addSecondKey(type: Draft<ModelType>, random: Random): void {
  const [first] = type.keys;
  if (!first) return;
  const [only = '', ...others] = random.shuffle(type.in);
  const inBoth = [only, ...random.some(others, 1 + random.below(others.length))];
  type.fields.push(draftField('uid', 'ID!', inBoth));
  type.keys.push({ fields: 'uid', in: inBoth, unresolvableIn: [] });
  if (!random.chance(50) || type.name === 'Patient') return;
  first.in = first.in.filter((name) => name !== only);
  for (const field of type.fields)
    if (field.name !== 'uid') field.in = field.in.filter((name) => name !== only);
}

function addValueTypes(draft: Draft<GraphModel>, random: Random): void {
  const all = draft.subgraphs.map(({ name }) => name);
  for (const name of ['Address', 'Meta'].slice(0, random.below(3)))
    draft.types.push(draftType('object', name, random.some(all, 1 + random.below(2))));
}

/** Adds interfaces of types of one subgraph. One can be an `@interfaceObject` in another subgraph. */
function addInterfaces(draft: Draft<GraphModel>, random: Random): void {
  const [main = '', second = ''] = random.shuffle(draft.subgraphs.map(({ name }) => name));
  const here = draft.types.filter((type) => type.in.includes(main) && !isStub(type, main));
  if (random.chance(45)) addKeyedInterface(draft, { main, second }, random);
  if (here.length === 0 || random.chance(35)) return;
  const members = random.some(here, 1 + random.below(3));
  const node = draftType('interface', 'Node', [main]);
  draft.types.push(node);
  if (random.chance(50)) {
    const thing = draftType('interface', 'Thing', [main]);
    thing.interfaces.push('Node');
    draft.types.push(thing);
    for (const type of random.some(members, 1 + random.below(2))) type.interfaces.push('Thing');
  }
  for (const type of members) type.interfaces.push('Node');
}

/** Adds an interface of entities that is an `@interfaceObject` in a second subgraph, which has none of the entities. */
function addKeyedInterface(
  draft: Draft<GraphModel>,
  { main, second }: { readonly main: string; readonly second: string },
  random: Random,
): void {
  const fit = draft.types.filter((type) => {
    const [key, other] = type.keys;
    return (
      key?.fields === 'id' && !other && key.unresolvableIn.length === 0 && type.in.includes(main)
    );
  });
  const members = random.some(fit, 1 + random.below(3)).filter((type) => !isUsedInKey(draft, type));
  if (members.length === 0) return;
  const being = draftType('interface', 'Being', [main]);
  being.objectIn = [second];
  being.fields.push(draftField('id', 'ID!', [main, second]));
  being.keys.push({ fields: 'id', in: [main, second], unresolvableIn: [] });
  draft.types.push(being);
  for (const type of members) {
    type.interfaces.push('Being');
    type.in = type.in.filter((name) => name !== second);
    for (const part of [...type.fields, ...type.keys])
      part.in = part.in.filter((name) => name !== second);
  }
}

function isStub(type: Draft<ModelType>, subgraph: string): boolean {
  return type.keys.some((key) => key.unresolvableIn.includes(subgraph));
}

function isUsedInKey(draft: Draft<GraphModel>, type: Draft<ModelType>): boolean {
  return draft.types.some((one) =>
    one.fields.some(({ name, type: of }) => name === 'site' && of === `${type.name}!`),
  );
}

function addUnions(draft: Draft<GraphModel>, random: Random): void {
  const all = draft.subgraphs.map(({ name }) => name);
  for (const name of ['Anything', 'Something'].slice(0, random.below(3))) {
    const main = random.pick(all);
    const here = draft.types.filter((type) => type.kind === 'object' && type.in.includes(main));
    if (here.length === 0) continue;
    const members = random.some(here, 1 + random.below(3));
    const others = all.filter(
      (other) => other !== main && members.some((type) => type.in.includes(other)),
    );
    draft.unions.push({
      name,
      in: [main, ...random.some(others, random.below(3))],
      members: members.map((type) => type.name),
      marks: [],
    });
  }
}
