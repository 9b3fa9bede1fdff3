import { getNullableType, isListType } from 'graphql';
import type { RolesId } from '../operation/effective-roles.ts';
import type { FieldIndex, SelectedField } from '../operation/selection.ts';

/**
 * How the patient of an object is determined.
 * - `none`: no patient. The root, entities without a `@patient` path, and namespace objects (they only group root
 *   fields).
 * - `argument`: the one patient that the arguments of a field above name.
 * - `object`: the patient that the object names, or else the object that contains it; unknown if neither does.
 */
export type PatientLinkKind = 'none' | 'argument' | 'object';

/**
 * How the patient of merged selections' objects is determined, and which fields above have arguments that name
 * patients. In `{ patient(id: "p1") { address { city } } }`, `address` has no key and no `@patient`: it belongs to the
 * `Patient` above.
 */
export interface PatientLink {
  readonly kind: PatientLinkKind;
  /** Occurrences of such fields, from the nearest entity or object with its own patient down to these selections. */
  readonly namedBy: readonly FieldIndex[];
  /** Ids of the sets of effective roles for the patients that these arguments name. */
  readonly rolesIds: readonly RolesId[];
}

/** The link at the root of an operation. */
export const ROOT_LINK: PatientLink = { kind: 'none', namedBy: [], rolesIds: [] };

/** The link of an object with its own `@patient` path. */
const OBJECT_LINK: PatientLink = { kind: 'object', namedBy: [], rolesIds: [] };

/**
 * The link of objects of a type. Only a type with neither a key nor a `@patient` path inherits one. If such a type has
 * PHI, it is more than a namespace object: without a patient above it is of kind `object`, and its patient is unknown unless
 * it is found at release.
 */
export function linkOfType(
  type: { readonly isEntity: boolean; readonly namesPatient: boolean; readonly holdsPhi: boolean },
  inherited: PatientLink,
): PatientLink {
  if (type.namesPatient) return OBJECT_LINK;
  if (type.isEntity) return ROOT_LINK;
  return inherited.kind === 'none' && type.holdsPhi ? { ...inherited, kind: 'object' } : inherited;
}

/** The patients that the arguments of a field occurrence name. */
export interface PatientArguments {
  readonly index: FieldIndex;
  /** Whether the arguments bind the field to exactly one patient. */
  readonly isBoundToOne: boolean;
  /** The effective roles for the named patients; empty if the arguments name none. */
  readonly rolesIds: readonly RolesId[];
}

/**
 * The link of a field's value, from that of the object that has the field. Arguments that bind the field to one patient
 * determine the patient, unless an object above does.
 */
export function linkOfValue(
  link: PatientLink,
  { index, isBoundToOne, rolesIds }: PatientArguments,
): PatientLink {
  if (rolesIds.length === 0) return link;
  return {
    kind: link.kind === 'none' && isBoundToOne ? 'argument' : link.kind,
    namedBy: [...link.namedBy, index],
    rolesIds: [...link.rolesIds, ...rolesIds],
  };
}

/**
 * The link that the objects of a field inherit, from that of the field's value. Without a patient above, the field may
 * return a namespace object, as in `{ clinic { patient(id: "p1") { name } } }`. A field with arguments or a list never
 * does.
 */
export function linkBelow(value: PatientLink, { definition }: SelectedField): PatientLink {
  const mayBeNamespace =
    definition.args.length === 0 && !isListType(getNullableType(definition.type));
  return value.kind === 'none' && !mayBeNamespace ? { ...value, kind: 'object' } : value;
}

/**
 * The effective roles that must all see a value with a link: those for the object's patient, unless arguments alone
 * determine it, and those for every patient that arguments name.
 */
export function requiredRolesIds(
  { kind, rolesIds }: PatientLink,
  rolesId: RolesId,
): readonly RolesId[] {
  return kind === 'argument' ? rolesIds : [rolesId, ...rolesIds];
}
