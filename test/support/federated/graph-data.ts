import {
  Kind,
  parse,
  parseType,
  parseValue,
  print,
  valueFromASTUntyped,
  type FieldNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import {
  fieldIn,
  namedType,
  objectTypes,
  typeIn,
  type GraphModel,
  type ModelField,
  type ModelInput,
  type ModelType,
} from './graph-model.ts';
import { hashOf } from './random.ts';
import { RAW_VALUES } from './raw-values.ts';

/**
 * One object of the generated data. Its values depend only on its type, its number and the seed. The root is one object,
 * number 0, wherever a field returns it.
 */
export interface Thing {
  readonly type: string;
  readonly number: number;
}

/** The data of a graph, the same for every subgraph and for the reference. */
export interface GraphData {
  /** A field's value: a scalar or enum as in a response, a thing, a list of them, or null. */
  readonly value: (
    thing: Thing,
    field: ModelField,
    args: Readonly<Record<string, unknown>>,
  ) => unknown;
  /** The value of a computed field, from the values that it requires. */
  readonly computed: (thing: Thing, field: ModelField, required: unknown) => unknown;
  /** The values of a selection, as a subgraph receives them in a representation. */
  readonly project: (thing: Thing, selection: string) => unknown;
  readonly things: (type: string) => readonly Thing[];
}

/** How many objects each type has. */
const COUNT = 4;

/** The data of one seed. Dropping a field, a type or a mark changes no other value. */
export function graphData(model: GraphModel, seed: number): GraphData {
  const keyLeaves = keyLeavesOf(model);

  const leaf = (thing: Thing, field: ModelField, hash: number): unknown => {
    if (keyLeaves.has(`${thing.type}.${field.name}`))
      return field.type.startsWith('Int') ? thing.number : `${thing.type}-${thing.number}`;
    if (field.idOf !== null) return hash % 9 === 0 ? 'missing' : `${field.idOf}-${hash % COUNT}`;
    const named = namedType(field.type);
    const values = model.enums
      .find(({ name }) => name === named)
      ?.values.filter(({ isInaccessible }) => !isInaccessible)
      .map(({ name }) => name);
    const pool: readonly unknown[] = values ?? RAW_VALUES[named] ?? RAW_VALUES['Blob'] ?? [];
    return pool[hash % pool.length];
  };

  const one = (thing: Thing, field: ModelField, hash: number): unknown => {
    const possible = possibleTypes(model, field);
    const type = possible[hash % Math.max(possible.length, 1)];
    if (type) return { type: type.name, number: type.name === 'Query' ? 0 : (hash >>> 8) % COUNT };
    // Subgraphs that share the field can have no type in common.
    return objectTypes(model, namedType(field.type)).length > 0 ? null : leaf(thing, field, hash);
  };

  const built = (thing: Thing, field: ModelField, from: readonly (string | number)[]): unknown => {
    const isKey = keyLeaves.has(`${thing.type}.${field.name}`);
    // Root fields are null less often, since a null there ends the whole test of that field.
    const isRoot = thing.type === 'Query' || thing.type === 'Mutation';
    const build = (type: TypeNode, path: readonly (string | number)[]): unknown => {
      const hash = hashOf(seed, ...from, ...path);
      if (type.kind === Kind.NON_NULL_TYPE) return notNull(type.type, path, hash);
      return !isKey && hash % (isRoot ? 30 : 11) === 0 ? null : notNull(type, path, hash);
    };
    const notNull = (
      type: Exclude<TypeNode, { kind: Kind.NON_NULL_TYPE }>,
      path: readonly (string | number)[],
      hash: number,
    ): unknown => {
      if (type.kind === Kind.NAMED_TYPE) return one(thing, field, hash >>> 3);
      const lengths = isRoot ? [0, 1, 2, 2, 3, 3] : [0, 1, 1, 2, 2, 3];
      const length = lengths[(hash >>> 4) % lengths.length] ?? 0;
      return Array.from({ length }, (_item, index) => build(type.type, [...path, index]));
    };
    return build(parseType(field.type), []);
  };

  const value: GraphData['value'] = (thing, field, args) => {
    if (field.requires !== null) return computed(thing, field, project(thing, field.requires));
    if (field.lookup !== null) return lookup(field, args[field.lookup]);
    // The reference's schema lacks inaccessible arguments, so they can't change a value.
    const names = field.args.flatMap(({ name, isInaccessible }) => (isInaccessible ? [] : [name]));
    const given = Object.entries(args).filter(([name]) => names.includes(name));
    return built(thing, field, [
      thing.type,
      thing.number,
      field.name,
      canonical(Object.fromEntries(given)),
    ]);
  };

  const computed: GraphData['computed'] = (thing, field, required) =>
    built(thing, field, [thing.type, field.name, canonical(required)]);

  /** The object with a key; for an interface, of any of its implementers. */
  const lookup = (field: ModelField, id: unknown): unknown =>
    possibleTypes(model, field)
      .flatMap(({ name }) => things(name))
      .find((thing) => `${thing.type}-${thing.number}` === id) ?? null;

  const project: GraphData['project'] = (thing, selection) =>
    projectSet(thing, selectionOf(selection));

  const projectSet = (thing: Thing, set: SelectionSetNode): unknown => {
    const out = Object.create(null) as Record<string, unknown>;
    for (const node of opened(set, thing.type)) {
      if (node.name.value === '__typename') {
        out['__typename'] = thing.type;
        continue;
      }
      const field = fieldIn(model, typeIn(model, thing.type), node.name.value);
      const found = value(thing, field, argumentsOf(model, field, node));
      const below = node.selectionSet;
      out[node.name.value] = below ? mapThings(found, (each) => projectSet(each, below)) : found;
    }
    return out;
  };

  return { value, computed, project, things };
}

/** The objects of a type. */
function things(type: string): readonly Thing[] {
  return Array.from({ length: COUNT }, (_thing, number) => ({ type, number }));
}

/** The values of a selection in what a subgraph was sent. Throws if one was not sent. */
export function projectValues(from: unknown, selection: string): unknown {
  const projectSet = (value: unknown, set: SelectionSetNode): unknown => {
    if (Array.isArray(value)) return value.map((item) => projectSet(item, set));
    if (typeof value !== 'object' || value === null) return value ?? null;
    const out = Object.create(null) as Record<string, unknown>;
    const sent = new Map<string, unknown>(Object.entries(value));
    for (const node of opened(set, sent.get('__typename'))) {
      const found = Object.entries(value).find(([key]) => key === node.name.value);
      if (!found) throw new Error(`${node.name.value} was not sent`);
      out[node.name.value] = node.selectionSet ? projectSet(found[1], node.selectionSet) : found[1];
    }
    return out;
  };
  return projectSet(from, selectionOf(selection));
}

/** The fields that a selection asks of an object of a type, inline fragments included. */
function opened(set: SelectionSetNode, type: unknown): FieldNode[] {
  return set.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    return node.typeCondition?.name.value === type ? opened(node.selectionSet, type) : [];
  });
}

/** Arguments as the subgraph sees them, with the defaults of arguments and input fields. */
function argumentsOf(
  model: GraphModel,
  field: ModelField,
  node: FieldNode,
): Readonly<Record<string, unknown>> {
  const given = new Map(
    (node.arguments ?? []).map((arg) => [arg.name.value, valueFromASTUntyped(arg.value)]),
  );
  return withDefaults(model, field.args, given);
}

function withDefaults(
  model: GraphModel,
  inputs: readonly ModelInput[],
  given: ReadonlyMap<string, unknown>,
): Readonly<Record<string, unknown>> {
  const all = inputs.flatMap(({ name, type, default: text }) => {
    if (!given.has(name) && text === null) return [];
    const value = given.has(name)
      ? given.get(name)
      : valueFromASTUntyped(parseValue(String(text), { noLocation: true }));
    return [[name, coerced(model, type, value)] as const];
  });
  return Object.fromEntries(all);
}

/** A value coerced to an input type: a single item becomes a list of one if the type is a list. */
function coerced(model: GraphModel, type: string, value: unknown): unknown {
  const of = nullable(parseType(type));
  if (of.kind === Kind.LIST_TYPE && value !== null) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return items.map((item) => coerced(model, print(of.type), item));
  }
  const fields = model.inputs.find(({ name }) => name === namedType(type))?.fields;
  if (!fields || typeof value !== 'object' || value === null) return value;
  return withDefaults(model, fields, new Map(Object.entries(value)));
}

function nullable(of: TypeNode): Exclude<TypeNode, { kind: Kind.NON_NULL_TYPE }> {
  return of.kind === Kind.NON_NULL_TYPE ? of.type : of;
}

/** The object types that a field's values can have: those that are known to every subgraph that resolves the field. */
export function possibleTypes(model: GraphModel, field: ModelField): readonly ModelType[] {
  const named = namedType(field.type);
  const type = model.types.find(({ name }) => name === named);
  return objectTypes(model, named).filter((one) =>
    field.in.every((subgraph) => one.in.includes(subgraph) || type?.objectIn.includes(subgraph)),
  );
}

/** Applies a change to every thing inside a value's lists. */
export function mapThings(value: unknown, change: (thing: Thing) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapThings(item, change));
  return isThing(value) ? change(value) : value;
}

/** Whether a value is an object of the data. */
export function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && 'number' in value && 'type' in value;
}

/** `Type.field` of every scalar field directly in a key. Its values identify objects. */
function keyLeavesOf(model: GraphModel): ReadonlySet<string> {
  const leaves = new Set<string>();
  for (const type of model.types)
    for (const key of type.keys)
      for (const node of selectionOf(key.fields).selections)
        if (node.kind === Kind.FIELD && !node.selectionSet) {
          leaves.add(`${type.name}.${node.name.value}`);
          for (const one of objectTypes(model, type.name))
            leaves.add(`${one.name}.${node.name.value}`);
        }
  return leaves;
}

const SELECTIONS = new Map<string, SelectionSetNode>();

/** A selection of fields, parsed once. */
export function selectionOf(text: string): SelectionSetNode {
  const known = SELECTIONS.get(text);
  if (known) return known;
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError('no selection');
  SELECTIONS.set(text, definition.selectionSet);
  return definition.selectionSet;
}

/** JSON with sorted keys, so that equal values have equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
