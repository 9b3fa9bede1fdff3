import { getNullableType, isListType } from 'graphql';
import type { RolesId } from '../operation/effective-roles.ts';
import type { SelectedField } from '../operation/selection.ts';

/**
 * Whose data an object holds, as far as the operation tells.
 * - `none`: no patient's. The root, objects that only group its fields, and entities without `@patient`.
 * - `named`: that of the patient to whom arguments above bind it, and of no other.
 * - `object`: that of its own patient or of the object above; unknown where neither tells.
 */
export type PatientScopeKind = 'none' | 'argument' | 'object';

/** Whose data the objects of a group hold, and which arguments above name a patient besides. */
export interface PatientScope {
  readonly kind: PatientScopeKind;
  /** Field occurrences between the nearest object that decides for itself and this one. */
  readonly namedBy: readonly number[];
  /** The rolesIds of the patients whom they name. */
  readonly rolesIds: readonly RolesId[];
}

/** The scope at the root of an operation. */
export const ROOT_SCOPE: PatientScope = { kind: 'none', namedBy: [], rolesIds: [] };

/** The scope of an object that tells its own patient. */
const OBJECT_SCOPE: PatientScope = { kind: 'object', namedBy: [], rolesIds: [] };

/**
 * The scope of objects of a type: only a type with neither a key nor a patient path inherits. One that holds
 * PHI is more than a group of fields: where no patient is above, its patient is unknown.
 */
export function scopeOfType(
  type: { readonly isEntity: boolean; readonly tellsPatient: boolean; readonly holdsPhi: boolean },
  inherited: PatientScope,
): PatientScope {
  if (type.tellsPatient) return OBJECT_SCOPE;
  if (type.isEntity) return ROOT_SCOPE;
  return inherited.kind === 'none' && type.holdsPhi ? { ...inherited, kind: 'object' } : inherited;
}

/** A field whose arguments can name patients. */
export interface PatientArguments {
  readonly index: number;
  /** It is certainly about the one patient whom its arguments name. */
  readonly isBound: boolean;
  /** Of the patients whom they name; empty where they name none. */
  readonly rolesIds: readonly RolesId[];
}

/** The scope of a field's value: what its arguments bind belongs to that patient, unless a patient's object is above. */
export function scopeOfValue(
  scope: PatientScope,
  { index, isBound, rolesIds }: PatientArguments,
): PatientScope {
  if (rolesIds.length === 0) return scope;
  return {
    kind: scope.kind === 'none' && isBound ? 'argument' : scope.kind,
    namedBy: [...scope.namedBy, index],
    rolesIds: [...scope.rolesIds, ...rolesIds],
  };
}

/** The scope of the objects below a field, unless their type decides for itself. */
export function scopeBelow(value: PatientScope, { definition }: SelectedField): PatientScope {
  const groups = definition.args.length === 0 && !isListType(getNullableType(definition.type));
  return value.kind === 'none' && !groups ? { ...value, kind: 'object' } : value;
}

/**
 * The rolesIds that all have to see what a scope's object shows: the object's own, unless arguments alone
 * say whose it is, and those of every patient whom arguments name.
 */
export function requiredRolesIds(
  { kind, rolesIds }: PatientScope,
  rolesId: RolesId,
): readonly RolesId[] {
  return kind === 'argument' ? rolesIds : [rolesId, ...rolesIds];
}
