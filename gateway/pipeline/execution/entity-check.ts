import { isDeepStrictEqual } from 'node:util';
import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { nameNode } from '../../../directives/operation/inner-set.ts';
import { privateKey } from '../../../directives/operation/private-key.ts';
import { isEntity, possibleTypes } from '../../../directives/operation/runtime-types.ts';
import { groupByName } from '../../../directives/policy/type-hierarchy.ts';
import type { Policy } from '../../../directives/policy/policy.ts';
import type { SubgraphKeys } from '../../../schema/subgraph-keys.ts';
import { isAbstract, isDataObject, isOfType, isRounded, own, type DataObject } from './data.ts';
import {
  isKnown,
  isWithin,
  keyPathsOf,
  selectionsOn,
  type IsUnknown,
  type KeyPath,
} from './entity-key.ts';
import { SINGLE } from './join-operations.ts';

/** How the entities of one fetch are compared with their representations. */
export interface EntityCheck {
  /** The fetch's operation, which asks for `__typename` and the key of each entity too. */
  readonly document: DocumentNode;
  /** Whether an entity has the type of the object that it was requested for, and each key that was known of it. */
  readonly isRequested: (object: DataObject, entity: DataObject, isUnknown: IsUnknown) => boolean;
}

/** Compiles the check of a fetch's entities; null if they are not checked. */
export type CompileEntityCheck = (node: FetchNode, document: DocumentNode) => EntityCheck | null;

/**
 * Creates the checks of one graph. A subgraph returns entities without saying which is which: in another order they would
 * be released as the data of other patients. So each entity is asked for its key if its type, or that of a part of it, has
 * a mark or belongs to a patient.
 */
export function createEntityChecks(
  schema: GraphQLSchema,
  { policy, keys }: { readonly policy: Policy; readonly keys: SubgraphKeys },
): CompileEntityCheck {
  const protectedTypes = protectedTypesOf(schema, policy);
  return ({ requires = [], serviceName }, document) => {
    const types = typesOf(requires, schema);
    if (!types.some((type) => protectedTypes.has(type))) return null;
    const declared = keys.get(serviceName) ?? new Map<string, readonly SelectionSetNode[]>();
    const keysOf = new Map(
      types.map((type) => [type, keysIn(requires, type, { declared, schema })] as const),
    );
    const asked = groupByName([...keysOf.values()].flat().map((key) => [key.on, key] as const));
    const isTaken = createIsTaken(document);
    const names = [...asked.keys()];
    const responseKey: ResponseKey = (on, field) =>
      names.length > 1 || isTaken(on, field)
        ? privateKey(`key${names.indexOf(on)}_${field}`)
        : field;
    return {
      document: withKeys(document, asked, responseKey),
      isRequested: compileComparison(keysOf, responseKey, schema),
    };
  };
}

/** The object types that have a mark or belong to a patient, or of which a part does. */
function protectedTypesOf(schema: GraphQLSchema, policy: Policy): ReadonlySet<string> {
  const found = new Set([
    ...policy.patients.keys(),
    ...[...policy.requirements.keys()].map((coordinate) => coordinate.replace(/\..*$/s, '')),
  ]);
  const objects = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
  const hasProtectedPart = (type: GraphQLObjectType): boolean =>
    Object.values(type.getFields())
      .flatMap((field) => possibleTypes(schema, getNamedType(field.type)))
      .some((part) => found.has(part.name) && !isEntity(policy, part));
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const type of objects) if (hasProtectedPart(type)) found.add(type.name);
  }
  return found;
}

/** The types of a representation, with the object types below its interfaces. */
function typesOf(
  requires: readonly QueryPlanSelectionNode[],
  schema: GraphQLSchema,
): readonly string[] {
  const found = conditionsOf(requires).flatMap((on) => {
    const type = schema.getType(on);
    return isCompositeType(type)
      ? [on, ...possibleTypes(schema, type).map(({ name }) => name)]
      : [];
  });
  return [...new Set(found)];
}

function conditionsOf(requires: readonly QueryPlanSelectionNode[]): readonly string[] {
  return requires.flatMap((node) =>
    node.kind === 'InlineFragment'
      ? [
          ...(node.typeCondition === undefined ? [] : [node.typeCondition]),
          ...conditionsOf(node.selections),
        ]
      : [],
  );
}

/** A key that a representation has. */
interface Key {
  /** The type that the subgraph declares it for: the entity's or, where the subgraph knows only that, its interface. */
  readonly on: string;
  readonly selections: SelectionSetNode['selections'];
}

/** Finds the keys that the representation of an entity of this type has. */
function keysIn(
  requires: readonly QueryPlanSelectionNode[],
  type: string,
  {
    declared,
    schema,
  }: {
    readonly declared: ReadonlyMap<string, readonly SelectionSetNode[]>;
    readonly schema: GraphQLSchema;
  },
): readonly Key[] {
  const object = { __typename: type };
  const covers = (on: string) => declared.has(on) && isOfType(schema, object, on) === true;
  const required = [...new Set(conditionsOf(requires))].filter(covers);
  const selections = selectionsOn(requires, object, schema);
  return (required.length > 0 ? required : [...declared.keys()].filter(covers)).flatMap((on) =>
    (declared.get(on) ?? [])
      .filter((key) => isWithin(key, selections))
      .map((key) => ({ on, selections: key.selections })),
  );
}

/** The response key of a key's field, which is requested in a fragment on this type. */
type ResponseKey = (on: string, field: string) => string;

/**
 * Creates the test for response keys of entities that something else than this field, selected on this type, has. A field
 * of the same name can be of another type there.
 */
function createIsTaken(document: DocumentNode): (on: string, field: string) => boolean {
  const found: (readonly [on: string, key: string, isPlain: boolean])[] = [];
  const collect = (selections: readonly SelectionNode[], on: string): void => {
    for (const node of selections) {
      if (node.kind === Kind.INLINE_FRAGMENT)
        collect(node.selectionSet.selections, node.typeCondition?.name.value ?? on);
      else if (node.kind === Kind.FIELD)
        found.push([on, node.alias?.value ?? node.name.value, node.alias === undefined]);
    }
  };
  visit(document, {
    Field: ({ name, selectionSet }) => {
      if (name.value === SINGLE.key) collect(selectionSet?.selections ?? [], '');
      return false;
    },
  });
  return (on, field) =>
    found.some(([at, key, isPlain]) => key === field && !(at === on && isPlain));
}

/** Adds `__typename` and the keys to the entities of a fetch. */
function withKeys(
  document: DocumentNode,
  asked: ReadonlyMap<string, readonly Key[]>,
  responseKey: ResponseKey,
): DocumentNode {
  const fragments = [...asked].map(([on, keys]): SelectionNode => {
    const fields = keys
      .flatMap(({ selections }) => selections)
      .filter((node) => node.kind === Kind.FIELD)
      .map((node): FieldNode => {
        const key = responseKey(on, node.name.value);
        return key === node.name.value ? node : { ...node, alias: nameNode(key) };
      });
    return {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: nameNode(on) },
      selectionSet: { kind: Kind.SELECTION_SET, selections: [TYPENAME, ...fields] },
    };
  });
  return visit(document, {
    Field: (node) => {
      if (node.name.value !== SINGLE.key) return false;
      const selections = mergeSelections([...(node.selectionSet?.selections ?? []), ...fragments]);
      return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } };
    },
  });
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: nameNode('__typename') };

/** Merges fields with one response key, and fragments on one type. */
function mergeSelections(nodes: readonly SelectionNode[]): readonly SelectionNode[] {
  const merged = new Map<string, SelectionNode>();
  for (const node of nodes) {
    const id = idOf(node);
    const before = merged.get(id);
    merged.set(id, before ? mergeTwo(before, node) : node);
  }
  return [...merged.values()];
}

function idOf(node: SelectionNode): string {
  if (node.kind === Kind.FIELD) return node.alias?.value ?? node.name.value;
  const on = node.kind === Kind.INLINE_FRAGMENT ? node.typeCondition : node;
  return `... ${print(on ?? node)}`;
}

function mergeTwo(one: SelectionNode, other: SelectionNode): SelectionNode {
  if (one.kind === Kind.FRAGMENT_SPREAD || other.kind === Kind.FRAGMENT_SPREAD) return one;
  if (!one.selectionSet || !other.selectionSet) return one;
  const selections = [...one.selectionSet.selections, ...other.selectionSet.selections];
  return {
    ...one,
    selectionSet: { kind: Kind.SELECTION_SET, selections: mergeSelections(selections) },
  };
}

/** A field of a key, compiled. */
interface KeyField {
  readonly name: string;
  readonly responseKey: string;
  /** Null for a leaf. */
  readonly fields: readonly KeyField[] | null;
}

function compileComparison(
  keysOf: ReadonlyMap<string, readonly Key[]>,
  responseKey: ResponseKey,
  schema: GraphQLSchema,
): EntityCheck['isRequested'] {
  const compile = (
    selections: Key['selections'],
    keyOf: (name: string) => string,
  ): readonly KeyField[] =>
    selections.flatMap((node) => {
      if (node.kind !== Kind.FIELD || node.name.value === '__typename') return [];
      const { name, selectionSet } = node;
      const fields = selectionSet ? compile(selectionSet.selections, (below) => below) : null;
      return [{ name: name.value, responseKey: keyOf(name.value), fields }];
    });
  const compiled = new Map<
    unknown,
    readonly { paths: readonly KeyPath[]; fields: readonly KeyField[] }[]
  >(
    [...keysOf].map(([type, keys]) => [
      type,
      keys.map(({ on, selections }) => ({
        paths: keyPathsOf(selections),
        fields: compile(selections, (name) => responseKey(on, name)),
      })),
    ]),
  );
  return (object, entity, isUnknown) => {
    const type = object['__typename'];
    if (!isSameType(type, entity['__typename'], schema)) return false;
    // A representation has no unknown key.
    const known = (compiled.get(type) ?? []).filter(({ paths }) =>
      isKnown(paths, object, isUnknown),
    );
    return known.length > 0 && known.every(({ fields }) => haveEqual(fields, object, entity));
  };
}

/** Whether two names can be of one object: a subgraph can name its interface instead of its type. */
function isSameType(one: unknown, other: unknown, schema: GraphQLSchema): boolean {
  if (one === other) return true;
  const isBelow = (type: unknown, above: unknown) =>
    typeof above === 'string' &&
    isAbstract(schema, above) &&
    isOfType(schema, { __typename: type }, above) === true;
  return isBelow(one, other) || isBelow(other, one);
}

function haveEqual(fields: readonly KeyField[], object: DataObject, entity: DataObject): boolean {
  for (const { name, responseKey, fields: below } of fields)
    if (!isEqual(own(object, name), own(entity, responseKey), below)) return false;
  return true;
}

/** Compares values of a key, of which one subgraph may return an ID as a number, another as a string. */
function isEqual(known: unknown, value: unknown, fields: readonly KeyField[] | null): boolean {
  if (typeof known !== 'object' || known === null)
    return known === value
      ? !isRounded(value)
      : isId(known) && isId(value) && String(known) === String(value);
  if (fields === null) return isDeepStrictEqual(known, value);
  if (Array.isArray(known))
    return (
      Array.isArray(value) &&
      known.length === value.length &&
      known.every((item, at) => isEqual(item, value[at], fields))
    );
  return isDataObject(known) && isDataObject(value) && haveEqual(fields, known, value);
}

function isId(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'number' && !isRounded(value));
}
