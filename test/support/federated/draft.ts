import type { ModelField, ModelInput, ModelType } from './graph-model.ts';

/** A model in the making. */
export type Draft<T> = T extends string | number | boolean | null
  ? T
  : { -readonly [Key in keyof T]: Draft<T[Key]> };

/** The names of roles in generated graphs; two of them are properties of every object. */
export const ROLES = ['doctor', 'clerk', 'self', 'research', 'constructor', '__proto__'];

/** A field with nothing but its name, type and subgraphs. */
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

/** An argument with nothing but its name and type. */
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

/** A type with nothing but its kind, name and subgraphs. */
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
