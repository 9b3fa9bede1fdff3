import type { ModelField, ModelInput, ModelType } from './graph-model.ts';

/** A writable copy of a model's type, for the generator. */
export type Draft<T> = T extends string | number | boolean | null
  ? T
  : { -readonly [Key in keyof T]: Draft<T[Key]> };

/**
 * The names of roles in generated graphs. Two are properties of every JavaScript object, which naive lookups confuse.
 */
export const ROLES = ['doctor', 'clerk', 'self', 'research', 'constructor', '__proto__'];

/** The names of scopes and policies that Apollo's access control requires in generated graphs. */
export const ACCESS_NAMES = ['read', 'chart:read', 'on duty', 'toString'];

/** A field with only a name, a type and subgraphs. */
export function draftField(
  name: string,
  type: string,
  subgraphs: readonly string[],
): Draft<ModelField> {
  return {
    name,
    type,
    in: [...subgraphs],
    nullableIn: [],
    args: [],
    marks: [],
    requires: null,
    provides: null,
    overrides: null,
    idOf: null,
    lookup: null,
    isInaccessible: false,
  };
}

/** An argument with only a name and a type. */
export function draftInput(name: string, type: string): Draft<ModelInput> {
  return {
    name,
    type,
    default: null,
    marks: [],
    isPatient: false,
    idOf: null,
    isInaccessible: false,
  };
}

/** A type with only a kind, a name and subgraphs. */
export function draftType(
  kind: ModelType['kind'],
  name: string,
  subgraphs: readonly string[],
): Draft<ModelType> {
  return {
    kind,
    name,
    in: [...subgraphs],
    objectIn: [],
    interfaces: [],
    keys: [],
    fields: [],
    marks: [],
    patient: null,
  };
}
