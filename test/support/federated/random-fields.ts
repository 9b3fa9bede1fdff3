import { namedType, type GraphModel, type ModelField, type ModelType } from './graph-model.ts';
import { addArguments, addInputTypes } from './random-inputs.ts';
import { draftField, draftInput, type Draft } from './draft.ts';
import type { Random } from './random.ts';

/** Names of fields. Some are properties of every JavaScript object, some are in keys and paths of other types. */
const NAMES = [
  'name',
  'ssn',
  'nick',
  'born',
  'died',
  'note',
  'city',
  'zip',
  'rank',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'label',
  'total',
  'kind',
  'state',
  'memo',
  'age',
  'flag',
  'link',
  'items',
  'peers',
  'home',
  'code',
  'number',
  'uid',
  'owner',
  'subject',
  'meta',
];
const INTERFACE_NAMES = ['title', 'since', 'about', 'isPrototypeOf', 'refs', 'level', 'tags'];
const LEAVES = [
  'String',
  'String',
  'String',
  'Int',
  'ID',
  'Float',
  'Boolean',
  'Status',
  'Order',
  'Date',
  'Blob',
];

/** Adds fields to every type, the root types included, and a path to the patient to some types. */
export function addFields(draft: Draft<GraphModel>, random: Random): void {
  addInputTypes(draft, random);
  for (const type of draft.types) addPatient(draft, type, random);
  addInterfaceFields(draft, random);
  for (const type of draft.types) addOwnFields(draft, type, random);
  addRoot(draft, 'Query', random);
  if (random.chance(60)) addRoot(draft, 'Mutation', random);
}

/** Subgraphs in which an object type may have fields beside its keys. */
export function fullIn(type: ModelType): readonly string[] {
  return type.in.filter((name) => !type.keys.some((key) => key.unresolvableIn.includes(name)));
}

/** Adds a `@patient` path: the type's own key, a plain id, an object's key, or an id inside an object without a key. */
function addPatient(draft: Draft<GraphModel>, type: Draft<ModelType>, random: Random): void {
  if (type.kind === 'interface') return;
  const set = (path: string): void => {
    type.patient = { path, in: [...random.some(type.in, 1 + random.below(type.in.length))] };
  };
  if (type.name === 'Patient') {
    if (random.chance(90)) set('id');
    return;
  }
  if (!random.chance(type.keys.length > 0 ? 65 : 25)) return;
  const places = type.keys.length > 0 ? [random.pick(fullIn(type))] : type.in;
  const patient = draft.types.find(({ name }) => name === 'Patient');
  const meta = draft.types.find(({ name }) => name === 'Meta');
  const isThere = (one: ModelType | undefined): one is ModelType =>
    one !== undefined && one !== type && places.every((name) => one.in.includes(name));
  if (isThere(patient) && random.chance(50)) {
    type.fields.push(
      draftField('subject', random.pick(['Patient', 'Patient', 'Patient!']), places),
    );
    set('subject.id');
  } else if (isThere(meta) && random.chance(50)) {
    type.fields.push(draftField('meta', random.pick(['Meta', 'Meta!']), places));
    if (!meta.fields.some(({ name }) => name === 'owner'))
      meta.fields.push(ownerField(meta.in, random));
    set('meta.owner');
  } else if (!type.fields.some(({ name }) => name === 'owner')) {
    type.fields.push(ownerField(places, random));
    set('owner');
  } else set('owner');
}

function ownerField(subgraphs: readonly string[], random: Random): Draft<ModelField> {
  return {
    ...draftField('owner', random.pick(['ID', 'ID!', 'String']), subgraphs),
    idOf: 'Patient',
    isInaccessible: random.chance(25),
  };
}

/** Adds the same fields to an interface and its implementers. Some implementers declare them non-null. */
function addInterfaceFields(draft: Draft<GraphModel>, random: Random): void {
  const names = [...random.shuffle(INTERFACE_NAMES)];
  // The lower first: what a higher one has, the lower has too.
  for (const type of draft.types.filter(({ kind }) => kind === 'interface')) {
    const below = draft.types.filter(({ interfaces }) => interfaces.includes(type.name));
    const placesOf = (each: ModelType): readonly string[] =>
      each.keys.length === 0 && each.kind === 'object' ? each.in : type.in;
    const everywhere = [...new Set(below.flatMap(placesOf))];
    const added = names.splice(0, 1 + random.below(2)).map((name) => {
      const field = draftField(name, typeFor(draft, everywhere, random), type.in);
      addArguments(draft, field, random);
      return field;
    });
    type.fields.push(...added);
    for (const each of below)
      for (const field of added) {
        const isStricter = each.kind === 'object' && random.chance(20) && !field.type.endsWith('!');
        const stricter = isStricter ? `${field.type}!` : field.type;
        each.fields.push({
          ...structuredClone(field),
          type: stricter,
          in: [...placesOf(each)],
          args: field.args.map((arg) => ownDefault(structuredClone(arg), random)),
        });
      }
    if (type.objectIn.length > 0)
      for (const name of names.splice(0, 1 + random.below(2)))
        type.fields.push(draftField(name, typeFor(draft, type.objectIn, random), type.objectIn));
  }
}

/** Sometimes gives an implementer's argument another default than the interface's. */
function ownDefault<Argument extends { type: string; default: string | null }>(
  arg: Argument,
  random: Random,
): Argument {
  if (arg.type === 'Order' && random.chance(30)) arg.default = random.pick(['UP', 'DOWN']);
  return arg;
}

function addOwnFields(draft: Draft<GraphModel>, type: Draft<ModelType>, random: Random): void {
  if (type.kind === 'interface') return;
  const names = random.shuffle(
    NAMES.filter((name) => !type.fields.some((field) => field.name === name)),
  );
  let next = 0;
  const add = (subgraphs: readonly string[]): void => {
    const field = draftField(names[next] ?? '', typeFor(draft, subgraphs, random), subgraphs);
    next += 1;
    addArguments(draft, field, random);
    type.fields.push(field);
  };
  if (type.keys.length === 0)
    for (let count = 1 + random.below(4); count > 0; count -= 1) add(type.in);
  else
    for (const subgraph of fullIn(type)) {
      for (let count = 1 + random.below(3); count > 0; count -= 1) add([subgraph]);
      const others = fullIn(type).filter((name) => name !== subgraph);
      if (others.length > 0 && random.chance(20)) add([subgraph, random.pick(others)]);
    }
}

/** A random type that all these subgraphs have, sometimes in lists or non-null. */
function typeFor(draft: Draft<GraphModel>, subgraphs: readonly string[], random: Random): string {
  const composite = random.chance(40) ? compositesIn(draft, subgraphs) : [];
  const named = composite.length > 0 ? random.pick(composite) : random.pick(LEAVES);
  return random.pick([
    named,
    named,
    named,
    `${named}!`,
    `[${named}]`,
    `[${named}!]`,
    `[${named}!]!`,
    `[[${named}!]]`,
  ]);
}

function compositesIn(draft: Draft<GraphModel>, subgraphs: readonly string[]): readonly string[] {
  const isIn = (one: {
    readonly in: readonly string[];
    readonly objectIn?: readonly string[];
  }): boolean =>
    subgraphs.every((name) => one.in.includes(name) || one.objectIn?.includes(name) === true);
  return [...draft.types.filter(isIn), ...draft.unions.filter(isIn)]
    .map(({ name }) => name)
    .filter((name) => name !== 'Query');
}

/** Adds a root type with fields of every subgraph: lists, lookups by key, single objects and scalars. */
function addRoot(draft: Draft<GraphModel>, name: 'Query' | 'Mutation', random: Random): void {
  const fields: Draft<ModelField>[] = [];
  for (const { name: subgraph } of draft.subgraphs) {
    if (name === 'Mutation' && random.chance(50)) continue;
    for (const type of random.some(compositesIn(draft, [subgraph]), 1 + random.below(3))) {
      const [first = ''] = type;
      const field = draftField(
        `${first.toLowerCase()}${type.slice(1)}${fields.length}`,
        random.pick([type, `[${type}]`, `[${type}!]!`, `${type}!`]),
        [subgraph],
      );
      addArguments(draft, field, random);
      fields.push(field);
    }
    const withId = random.shuffle(
      draft.types.filter((type) => type.keys[0]?.fields === 'id' && type.in.includes(subgraph)),
    );
    for (const type of withId.slice(0, 2).filter(() => random.chance(60))) {
      const argument = {
        ...draftInput('id', 'ID!'),
        idOf: type.name,
        isPatient: type.name === 'Patient' && random.chance(60),
      };
      fields.push({
        ...draftField(`find${type.name}${fields.length}`, type.name, [subgraph]),
        args: [argument],
        lookup: 'id',
      });
    }
    if (random.chance(40) || fields.length === 0) {
      const field = draftField(
        random.pick(['count', 'constructor', 'toString', 'total']) +
          (fields.length > 0 ? String(fields.length) : ''),
        typeFor(draft, [subgraph], random),
        [subgraph],
      );
      addArguments(draft, field, random);
      fields.push(field);
    }
  }
  const unique = [...new Map(fields.map((field) => [field.name, field])).values()];
  if (unique.length === 0) return;
  draft.types.push({
    kind: 'object',
    name,
    in: [...new Set(unique.flatMap((field) => field.in))],
    objectIn: [],
    interfaces: [],
    keys: [],
    fields: unique,
    marks: [],
    patient: null,
  });
}

/** Whether a field's values are scalars or enums. */
export function isLeafField(draft: GraphModel, field: ModelField): boolean {
  const named = namedType(field.type);
  return ![...draft.types, ...draft.unions].some(({ name }) => name === named);
}
