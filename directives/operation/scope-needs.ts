import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../coordinate.ts';
import type { Policy } from '../policy/policy.ts';
import type { Category } from '../spec.ts';
import { createPagedTypes, hasList } from './paged-types.ts';
import { possibleTypes } from './runtime-types.ts';

/**
 * The elements of a graph that scopes of FHIR resources admit. A resource is named by its type (`Observation`) or by its
 * type and search parameters (`Observation?category=laboratory`), which stand for a part of its type.
 */
export interface ScopeTable {
  /** Resource → the types of the graph that have its data, and the categories of PHI that it can have. */
  readonly resources: ReadonlyMap<string, ScopedResource>;
  /** Field of the mutation type → the scope that it needs. A mutation that is missing needs {@link ANY_WRITE}. */
  readonly mutations: ReadonlyMap<string, NeededScope>;
}

export interface ScopedResource {
  readonly types: readonly string[];
  readonly categories: readonly Category[];
}

export interface NeededScope {
  /** A resource, or `*` for every resource. */
  readonly resource: string;
  /** Letters of `cruds`: create, read, update, delete, search. All of them are needed. */
  readonly letters: string;
}

/** What a mutation needs that the table does not name. */
const ANY_WRITE: NeededScope = { resource: '*', letters: 'cud' };

/** One condition on the granted scopes. */
export interface Need {
  /** A scope for one of these resources or for every resource (`*`) must be granted; if empty, one for every resource. */
  readonly resources: readonly string[];
  readonly letters: string;
  /** Whether all of the letters must be granted, or some of them. */
  readonly all: boolean;
}

/** Needs that must all be met; without any, every token with some scope may use the element. */
export type Needs = readonly Need[];

const OPEN: Needs = [];

/**
 * Finds what each element of a graph needs:
 * - A field of a resource's type needs `r` or `s` of the resource. A field with a list of its objects needs `s`, and so
 *   does one with a page of PHI objects, such as a connection, whose count reveals how many there are. A field with a single
 *   object needs `r` if the type is PHI, else nothing: it is only a path to fields that are checked themselves.
 * - PHI of a category that the resource cannot have, and PHI of a type that belongs to no resource, needs a scope for
 *   every resource. An element without PHI needs nothing if its type belongs to no
 *   resource.
 * - A field of an interface, and a field that returns an interface or a union, needs what each possible type needs.
 * - An argument or input field with PHI needs a scope for the data that it selects. One that names a patient needs none:
 *   reach decides.
 * - A mutation needs the scope that the table names.
 */
export function findScopeNeeds(
  schema: GraphQLSchema,
  policy: Policy,
  { resources, mutations }: ScopeTable,
): ReadonlyMap<Coordinate, Needs> {
  const needs = new Map<Coordinate, Needs>();
  const mutationType = schema.getMutationType();
  const categoriesAt = (at: Coordinate) => policy.requirements.get(at)?.categories ?? [];
  const listed = new Set([...resources.values()].flatMap(({ types }) => types));
  const pagedTypes = createPagedTypes(schema, policy, listed);

  const resourcesOf = (type: string | null, categories: readonly Category[]) =>
    [...resources]
      .filter(
        ([, resource]) =>
          (type === null || resource.types.includes(type)) &&
          categories.every((category) => resource.categories.includes(category)),
      )
      .map(([resource]) => resource);
  const some = (letters: string, type: string | null, categories: readonly Category[]): Needs => [
    { resources: resourcesOf(type, categories), letters, all: false },
  ];

  /** What a field or input without objects of a resource needs. */
  const ofMember = (type: string, at: Coordinate, letters = 'rs'): Needs => {
    const categories = categoriesAt(at);
    if (listed.has(type)) return some(letters, type, categories);
    return categories.length > 0 ? [{ resources: [], letters, all: false }] : OPEN;
  };
  const ofType = (type: string): Needs => {
    const categories = categoriesAt(typeCoordinate(type));
    return categories.length > 0 ? ofMember(type, typeCoordinate(type)) : OPEN;
  };
  /** What a field needs to return objects of a type. */
  const ofObjects = (type: string, isList: boolean): Needs => {
    const categories = categoriesAt(typeCoordinate(type));
    if (!listed.has(type) || (!isList && categories.length === 0)) return ofType(type);
    return [{ resources: resourcesOf(type, categories), letters: isList ? 's' : 'r', all: true }];
  };
  const ofFieldOfObject = (
    parent: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
  ): Needs => {
    if (parent === mutationType) {
      const { resource, letters } = mutations.get(field.name) ?? ANY_WRITE;
      return [{ resources: [resource], letters, all: true }];
    }
    const at = memberCoordinate(parent.name, field.name);
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) return ofMember(parent.name, at);
    const objects = possibleTypes(schema, named);
    const targets = objects.map(({ name }) => name);
    const paged = objects.flatMap((type) => pagedTypes(type, hasList(field.type)));
    const ofTargets = [
      ...targets.flatMap((target) => ofObjects(target, hasList(field.type))),
      ...paged.flatMap((type) => ofObjects(type, true)),
    ];
    const isLink = paged.length > 0 || targets.some((target) => listed.has(target));
    const ofTypes = [...targets, ...paged].flatMap((type) => categoriesAt(typeCoordinate(type)));
    const further = categoriesAt(at).filter((category) => !ofTypes.includes(category));
    if (isLink && further.length === 0) return ofTargets;
    // At the root, and on types of no resource, PHI of the field itself is PHI of the objects that it returns.
    const ofField =
      listed.has(parent.name) || !isLink
        ? ofMember(parent.name, at)
        : targets.flatMap((target) => some('rs', target, categoriesAt(at)));
    return [...ofTargets, ...ofField];
  };
  const ofField = (
    parent: GraphQLObjectType | GraphQLInterfaceType,
    { name }: GraphQLField<unknown, unknown>,
  ): Needs =>
    possibleTypes(schema, parent).flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => field.name === name)
        .flatMap((field) => ofFieldOfObject(type, field)),
    );
  const ofArgument = (
    parent: GraphQLObjectType | GraphQLInterfaceType,
    field: GraphQLField<unknown, unknown>,
    at: Coordinate,
  ): Needs => {
    if (parent === mutationType) return ofField(parent, field);
    const categories = categoriesAt(at);
    if (categories.length === 0 || policy.patientInputs.has(at)) return OPEN;
    const named = getNamedType(field.type);
    const selected = isCompositeType(named) ? possibleTypes(schema, named) : [parent];
    return selected.flatMap(({ name }) => some('rs', name, categories));
  };

  for (const type of Object.values(schema.getTypeMap())) {
    needs.set(typeCoordinate(type.name), ofNamedType(type, { schema, ofType }));
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) {
        needs.set(memberCoordinate(type.name, field.name), ofField(type, field));
        for (const { name } of field.args) {
          const at = argumentCoordinate(type.name, field.name, name);
          needs.set(at, ofArgument(type, field, at));
        }
      }
    else if (isInputObjectType(type))
      for (const name of Object.keys(type.getFields())) {
        const at = memberCoordinate(type.name, name);
        const isOpen = categoriesAt(at).length === 0 || policy.patientInputs.has(at);
        needs.set(at, isOpen ? OPEN : ofMember(type.name, at, 'cruds'));
      }
    else if (isEnumType(type))
      for (const { name } of type.getValues()) {
        const at = memberCoordinate(type.name, name);
        // The field with the value is checked itself. A value without PHI needs any resource.
        needs.set(at, some('cruds', null, categoriesAt(at)));
      }
  }
  return needs;
}

function ofNamedType(
  type: GraphQLNamedType,
  { schema, ofType }: { readonly schema: GraphQLSchema; readonly ofType: (type: string) => Needs },
): Needs {
  if (!isCompositeType(type)) return OPEN;
  return possibleTypes(schema, type).flatMap(({ name }) => ofType(name));
}
