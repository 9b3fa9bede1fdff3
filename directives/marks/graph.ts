import type { SelectionSetNode, ValueNode } from 'graphql';
import type { Alternatives } from './alternatives.ts';
import type { Coordinate } from '../coordinate.ts';
import type { Category, Deidentify } from '../spec.ts';

/** Where a mark was written. */
export interface Origin {
  /** Null: read from a supergraph. */
  readonly subgraph: string | null;
  readonly line: number | null;
}

/** One application of `@phi`. */
export interface PhiMark {
  readonly kind: 'phi';
  readonly at: Coordinate;
  readonly category: Category;
  /** Null where the author named none. */
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
  /** Field names from an object of the type to its patient's id; empty on arguments and input fields. */
  readonly path: readonly string[];
  readonly origin: Origin;
}

/** One application of federation's `@authenticated`. */
export interface AuthenticatedMark {
  readonly kind: 'authenticated';
  readonly at: Coordinate;
  readonly origin: Origin;
}

/** One application of federation's `@requiresScopes` or `@policy`. */
export interface GrantMark {
  readonly kind: 'requiresScopes' | 'policy';
  readonly at: Coordinate;
  /** Scopes or policies, minimal. */
  readonly anyOf: Alternatives;
  readonly origin: Origin;
}

/** Any application of federation's access control. */
export type AccessMark = AuthenticatedMark | GrantMark;

/** Any application of the directives that decide who sees what. */
export type Mark = PhiMark | RoleMark | PatientMark | AccessMark;

/** An argument or an input field. */
export interface InputModel {
  /** Named types, one per subgraph that says something different. */
  readonly types: Set<string>;
  /** The same with their lists and non-nulls, such as `[ID!]!`. */
  readonly shapes: Set<string>;
  /** What it is where nothing is given; composition holds them to be equal. */
  readonly defaults: ValueNode[];
  readonly marks: Mark[];
  /** Where it is defined; of several subgraphs, in the first. */
  readonly origin: Origin;
}

/** What a field is computed from: a selection on the type `on`, or on the field's own type (null). */
export interface Source {
  readonly on: string | null;
  readonly selection: SelectionSetNode;
  readonly origin: Origin;
}

/** A field of an object, interface or input object, merged over all subgraphs. */
export interface FieldModel extends InputModel {
  readonly arguments: Map<string, InputModel>;
  readonly sources: Source[];
  /** What composition has put on an interface's field because of what implements it; it holds nowhere else. */
  readonly derived: AccessMark[];
}

/** The kinds of named types. */
export type TypeKind = 'object' | 'interface' | 'union' | 'scalar' | 'enum' | 'input';

/** A named type, merged over all subgraphs. */
export interface TypeModel {
  readonly name: string;
  /** An `@interfaceObject` is an object in one subgraph and an interface in another. */
  readonly kinds: Set<TypeKind>;
  readonly marks: Mark[];
  /** What composition has put on an interface because of what implements it; it holds nowhere else. */
  readonly derived: AccessMark[];
  /** Interfaces that it implements, as declared. */
  readonly interfaces: Set<string>;
  /** Members of a union. */
  readonly members: Set<string>;
  readonly fields: Map<string, FieldModel>;
  /** Values of an enum with their marks. */
  readonly values: Map<string, Mark[]>;
  /** Selections of its resolvable keys, in the order of subgraphs. */
  readonly keys: string[];
}

/** One graph with its marks, as a supergraph or as the sum of subgraphs; both give the same. */
export interface Graph {
  readonly types: Map<string, TypeModel>;
}

/** Whether a mark is one of federation's access control. */
export function isAccess(mark: Mark): mark is AccessMark {
  return mark.kind === 'authenticated' || mark.kind === 'requiresScopes' || mark.kind === 'policy';
}

/** Whether a value is a list, in any subgraph. */
export function isList(input: InputModel): boolean {
  return [...input.shapes].some((shape) => shape.startsWith('['));
}

/** Whether a value is never null: every subgraph says so. */
export function isNonNull(input: InputModel): boolean {
  return [...input.shapes].every((shape) => shape.endsWith('!'));
}

/** Whether a type is an interface in the composed graph: an `@interfaceObject` is one too. */
export function isInterface(type: TypeModel): boolean {
  return type.kinds.has('interface');
}

/** Whether a type is an object type in the composed graph. */
export function isObject(type: TypeModel): boolean {
  return type.kinds.has('object') && !type.kinds.has('interface');
}

/** The type of this name, added empty if the graph doesn't have it yet. */
export function typeOf(graph: Graph, name: string): TypeModel {
  const known = graph.types.get(name);
  if (known) return known;
  const type: TypeModel = {
    name,
    kinds: new Set(),
    marks: [],
    derived: [],
    interfaces: new Set(),
    members: new Set(),
    fields: new Map(),
    values: new Map(),
    keys: [],
  };
  graph.types.set(name, type);
  return type;
}

/** The field of this name, added empty if the type doesn't have it yet. */
export function fieldOf(type: TypeModel, name: string, origin: Origin): FieldModel {
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
    derived: [],
  };
  type.fields.set(name, field);
  return field;
}

/** The argument of this name, added empty if the field doesn't have it yet. */
export function argumentOf(field: FieldModel, name: string, origin: Origin): InputModel {
  const known = field.arguments.get(name);
  if (known) return known;
  const argument: InputModel = {
    types: new Set(),
    shapes: new Set(),
    defaults: [],
    marks: [],
    origin,
  };
  field.arguments.set(name, argument);
  return argument;
}
