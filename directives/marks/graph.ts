import type { SelectionSetNode, ValueNode } from 'graphql';
import type { Alternatives } from './alternatives.ts';
import type { Coordinate } from '../coordinate.ts';
import type { Category, Deidentify } from '../spec.ts';
import type { Position } from './position.ts';

/** Where a mark, which is one application of a directive in a schema, was written. */
export interface Origin extends Position {
  /** Null for a supergraph. */
  readonly subgraph: string | null;
}

/** One application of `@phi`. */
export interface PhiMark {
  readonly kind: 'phi';
  readonly at: Coordinate;
  readonly category: Category;
  /** The argument `deidentify`; null if it is not given. */
  readonly method: Deidentify | null;
  readonly origin: Origin;
}

/** One application of `@role`. */
export interface RoleMark {
  readonly kind: 'role';
  readonly at: Coordinate;
  readonly anyOf: readonly string[];
  readonly deidentified: readonly string[];
  readonly origin: Origin;
}

/** One application of `@patient`. */
export interface PatientMark {
  readonly kind: 'patient';
  readonly at: Coordinate;
  /** Field names from an object to its patient's id; empty on arguments and input fields. */
  readonly path: readonly string[];
  readonly origin: Origin;
}

/** One application of federation's `@authenticated`. */
export interface AuthenticatedDirective {
  readonly kind: 'authenticated';
  readonly at: Coordinate;
  readonly origin: Origin;
}

/** One application of federation's `@requiresScopes` or `@policy`. */
export interface ScopesOrPolicyDirective {
  readonly kind: 'requiresScopes' | 'policy';
  readonly at: Coordinate;
  /** Scopes or policies, in canonical form. */
  readonly anyOf: Alternatives;
  readonly origin: Origin;
}

/** One application of federation's access control directives. */
export type AccessDirective = AuthenticatedDirective | ScopesOrPolicyDirective;

/** One application of a directive that affects authorization. */
export type Mark = PhiMark | RoleMark | PatientMark | AccessDirective;

/** The value of an argument, an input field or an output field, merged over all subgraphs. */
export interface ValueModel {
  /** The named types that subgraphs declare, one in most cases; composition merges several. */
  readonly types: Set<string>;
  /** The declared types with lists and non-nulls, such as `[ID!]!`. */
  readonly shapes: Set<string>;
  /** The default values that subgraphs declare. Composition requires them to be equal. */
  readonly defaults: ValueNode[];
  readonly marks: Mark[];
  /** Where the first subgraph defines it. */
  readonly origin: Origin;
}

/**
 * The field set of a `@key`, `@requires` or `@fromContext`. `on` is the type whose fields it selects; null for the type
 * on which it is written, as always for `@key` and `@requires`.
 */
export interface FieldSet {
  readonly on: string | null;
  readonly selection: SelectionSetNode;
  readonly origin: Origin;
}

/** A field of an object, interface or input object, merged over all subgraphs. */
export interface FieldModel extends ValueModel {
  readonly arguments: Map<string, ValueModel>;
  /** The field sets that the field is computed from, by `@requires` or `@fromContext`. */
  readonly sources: FieldSet[];
  /** Access control that composition derived for an interface's field from the types that implement it. */
  readonly derivedAccess: AccessDirective[];
}

/** The kinds of named types. */
export type TypeKind = 'object' | 'interface' | 'union' | 'scalar' | 'enum' | 'input';

/** A named type, merged over all subgraphs. */
export interface TypeModel {
  readonly name: string;
  /** An `@interfaceObject` is an object in one subgraph and an interface in another. */
  readonly kinds: Set<TypeKind>;
  readonly marks: Mark[];
  /** The URLs of a scalar's `@specifiedBy`; subgraphs may name different ones. */
  readonly specifications: Set<string>;
  /** Access control that composition derived for an interface from the types that implement it. */
  readonly derivedAccess: AccessDirective[];
  /** The interfaces that the type declares itself; `TypeHierarchy` adds those above them. */
  readonly interfaces: Set<string>;
  /** The member types of a union; empty for other kinds. */
  readonly unionMembers: Set<string>;
  readonly fields: Map<string, FieldModel>;
  /** Values of an enum with their marks. */
  readonly values: Map<string, Mark[]>;
  /** Field sets of its resolvable keys, such as `id`, in the order of subgraphs. */
  readonly keys: string[];
}

/** A graph with its marks. Reading a supergraph, or all of its subgraphs, gives the same graph. */
export interface Graph {
  readonly types: Map<string, TypeModel>;
}

/** Whether a mark belongs to federation's access control. */
export function isAccessDirective(mark: Mark): mark is AccessDirective {
  return mark.kind === 'authenticated' || mark.kind === 'requiresScopes' || mark.kind === 'policy';
}

/** Whether a value is a list in at least one subgraph. */
export function isList(value: ValueModel): boolean {
  return [...value.shapes].some((shape) => shape.startsWith('['));
}

/** Whether a value is non-null in every subgraph. */
export function isNonNull(value: ValueModel): boolean {
  return [...value.shapes].every((shape) => shape.endsWith('!'));
}

/** Whether a type is an interface in the composed graph. An `@interfaceObject` is. */
export function isInterface(type: TypeModel): boolean {
  return type.kinds.has('interface');
}

/** Whether a type is an object type in the composed graph. */
export function isObject(type: TypeModel): boolean {
  return type.kinds.has('object') && !type.kinds.has('interface');
}

/** Returns the type with this name. Adds an empty one to the graph if it is missing. */
export function getOrAddType(graph: Graph, name: string): TypeModel {
  const known = graph.types.get(name);
  if (known) return known;
  const type: TypeModel = {
    name,
    kinds: new Set(),
    marks: [],
    specifications: new Set(),
    derivedAccess: [],
    interfaces: new Set(),
    unionMembers: new Set(),
    fields: new Map(),
    values: new Map(),
    keys: [],
  };
  graph.types.set(name, type);
  return type;
}

/** Returns the field with this name. Adds an empty one to the type if it is missing. */
export function getOrAddField(type: TypeModel, name: string, origin: Origin): FieldModel {
  const known = type.fields.get(name);
  if (known) return known;
  const field: FieldModel = {
    types: new Set(),
    shapes: new Set(),
    defaults: [],
    marks: [],
    origin,
    arguments: new Map(),
    sources: [],
    derivedAccess: [],
  };
  type.fields.set(name, field);
  return field;
}

/** Returns the argument with this name. Adds an empty one to the field if it is missing. */
export function getOrAddArgument(field: FieldModel, name: string, origin: Origin): ValueModel {
  const known = field.arguments.get(name);
  if (known) return known;
  const argument: ValueModel = {
    types: new Set(),
    shapes: new Set(),
    defaults: [],
    marks: [],
    origin,
  };
  field.arguments.set(name, argument);
  return argument;
}
