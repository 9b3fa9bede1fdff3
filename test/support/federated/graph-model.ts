import type { Category, Deidentify } from '../../../directives/spec.ts';

/*
 * A federated graph as data. The generator makes it, the schemas of the subgraphs and the one schema of the reference
 * are printed from it, and a failing case is made smaller by removing parts of it.
 */

/** One application of a mark, and the subgraphs in which it is written. */
export type ModelMark =
  | {
      readonly kind: 'phi';
      readonly category: Category | null;
      readonly deidentify: Deidentify | null;
      readonly in: readonly string[];
    }
  | {
      readonly kind: 'role';
      readonly anyOf: readonly string[];
      readonly deidentified: readonly string[];
      readonly in: readonly string[];
    }
  | AccessMark;

/** One application of Apollo's access control: `@authenticated`, `@requiresScopes` or `@policy`. */
export interface AccessMark {
  readonly kind: 'authenticated' | 'requiresScopes' | 'policy';
  /** A caller needs all names of one of the lists. Empty for `authenticated`. */
  readonly anyOf: readonly (readonly string[])[];
  readonly in: readonly string[];
}

/** An argument or input field. */
export interface ModelInput {
  readonly name: string;
  /** As it is written, such as `[ID!]!`. */
  readonly type: string;
  /** A literal; null without a default. */
  readonly default: string | null;
  readonly marks: readonly ModelMark[];
  readonly isPatient: boolean;
  /** The type whose ids are its values; null for other values. */
  readonly idOf: string | null;
  readonly isInaccessible: boolean;
}

/** A field of an object or interface. */
export interface ModelField {
  readonly name: string;
  readonly type: string;
  /** The subgraphs that resolve it. */
  readonly in: readonly string[];
  /** Those of them that declare it nullable although `type` is non-null. */
  readonly nullableIn: readonly string[];
  readonly args: readonly ModelInput[];
  readonly marks: readonly ModelMark[];
  /** The selection of its `@requires`. */
  readonly requires: string | null;
  /** The selection of its `@provides`. */
  readonly provides: string | null;
  /** The `from` of its `@override`: a subgraph that still defines the field. */
  readonly overrides: string | null;
  /** The type whose ids are its values; null for other values. */
  readonly idOf: string | null;
  /** The argument with the id by which it finds one object; null for other fields. */
  readonly lookup: string | null;
  readonly isInaccessible: boolean;
}

/** A `@key` and the subgraphs that declare it. */
export interface ModelKey {
  readonly fields: string;
  readonly in: readonly string[];
  /** Those of them that declare it with `resolvable: false`. */
  readonly unresolvableIn: readonly string[];
}

/** An object type or interface. */
export interface ModelType {
  readonly kind: 'object' | 'interface';
  readonly name: string;
  readonly in: readonly string[];
  /** For an interface: the subgraphs that define it as an `@interfaceObject`. */
  readonly objectIn: readonly string[];
  /** Every interface that it implements, directly or not. */
  readonly interfaces: readonly string[];
  readonly keys: readonly ModelKey[];
  readonly fields: readonly ModelField[];
  readonly marks: readonly ModelMark[];
  readonly patient: { readonly path: string; readonly in: readonly string[] } | null;
}

/** A union and its members. */
export interface ModelUnion {
  readonly name: string;
  readonly in: readonly string[];
  readonly members: readonly string[];
  readonly marks: readonly ModelMark[];
}

/** An enum, the same in every subgraph. */
export interface ModelEnum {
  readonly name: string;
  readonly values: readonly {
    readonly name: string;
    readonly marks: readonly ModelMark[];
    readonly isInaccessible: boolean;
  }[];
  readonly marks: readonly ModelMark[];
}

/** A custom scalar, the same in every subgraph. */
export interface ModelScalar {
  readonly name: string;
  readonly marks: readonly ModelMark[];
}

/** An input object type, the same in every subgraph. */
export interface ModelInputType {
  readonly name: string;
  readonly fields: readonly ModelInput[];
}

/** A rule of the operator for a field of an object or interface. */
export interface ModelRule {
  readonly type: string;
  readonly field: string;
  /** The field of the object that the rule reads; null if it reads none. */
  readonly requires: string | null;
}

/** How a subgraph imports the specification. */
export type Dialect = 'plain' | 'renamed' | 'namespaced';

/** A federated graph. */
export interface GraphModel {
  readonly subgraphs: readonly { readonly name: string; readonly dialect: Dialect }[];
  readonly types: readonly ModelType[];
  readonly unions: readonly ModelUnion[];
  readonly enums: readonly ModelEnum[];
  readonly scalars: readonly ModelScalar[];
  readonly inputs: readonly ModelInputType[];
  readonly rules: readonly ModelRule[];
  /** Whether it has shapes beyond the basic ones, which operations select more deeply. */
  readonly hasShapes: boolean;
}

/** The type of this name. Throws if it doesn't exist. */
export function typeIn(model: GraphModel, name: string): ModelType {
  const type = model.types.find((one) => one.name === name);
  if (!type) throw new RangeError(`no type ${name}`);
  return type;
}

/** A type and every interface that it implements; the type comes first. */
export function upwards(model: GraphModel, type: ModelType): readonly ModelType[] {
  return [type, ...type.interfaces.map((name) => typeIn(model, name))];
}

/** The object types and interfaces that implement an interface. */
export function implementers(model: GraphModel, name: string): readonly ModelType[] {
  return model.types.filter((type) => type.interfaces.includes(name));
}

/** The object types that a value of a composite type can have; empty for a leaf. */
export function objectTypes(model: GraphModel, name: string): readonly ModelType[] {
  const union = model.unions.find((one) => one.name === name);
  if (union) return union.members.map((member) => typeIn(model, member));
  return model.types.filter(
    (type) => type.kind === 'object' && (type.name === name || type.interfaces.includes(name)),
  );
}

/** A type's fields in the whole graph, including those that an `@interfaceObject` adds to every implementer. */
export function fieldsOf(model: GraphModel, type: ModelType): readonly ModelField[] {
  const given = type.interfaces
    .map((name) => typeIn(model, name))
    .flatMap((above) => above.fields.filter((field) => isFromObject(above, field)));
  return [...type.fields, ...given];
}

/** Whether a field of an interface is one that an `@interfaceObject` adds. */
export function isFromObject(type: ModelType, field: ModelField): boolean {
  return field.in.every((subgraph) => type.objectIn.includes(subgraph));
}

/** The field of this name in the whole graph. Throws if it doesn't exist. */
export function fieldIn(model: GraphModel, type: ModelType, name: string): ModelField {
  const field = fieldsOf(model, type).find((one) => one.name === name);
  if (!field) throw new RangeError(`no field ${type.name}.${name}`);
  return field;
}

/** Whether a mark is one of Apollo's access control. */
export function isAccess(mark: ModelMark): mark is AccessMark {
  return mark.kind !== 'phi' && mark.kind !== 'role';
}

/** The named type inside lists and non-null. */
export function namedType(type: string): string {
  return type.replaceAll(/[[\]!]/g, '');
}
