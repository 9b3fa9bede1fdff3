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
 * How objects are linked to their patients: the objects at one place of a response, or the value of one field. An example
 * is `{ patient(id: "p1") { address { city } } }`. `Address` has no key and no `@patient` path, so an address belongs to
 * the `Patient` above it. It is released only to roles that see it for `p1`, the patient that the argument names.
 */
export interface PatientLink {
  readonly kind: PatientLinkKind;
  /**
   * The fields above whose arguments name patients, such as `patient` in the example, from the top down. An entity or
   * an object with a `@patient` path starts anew: fields above it do not count.
   */
  readonly namedBy: readonly FieldIndex[];
  /** The ids of the sets of effective roles for the patients that these arguments name. */
  readonly rolesIds: readonly RolesId[];
}

/** The link of objects without a patient, such as the root of an operation. */
export const NO_PATIENT_LINK: PatientLink = { kind: 'none', namedBy: [], rolesIds: [] };

/** The link of an object with its own `@patient` path. */
const OBJECT_LINK: PatientLink = { kind: 'object', namedBy: [], rolesIds: [] };

/**
 * The link of objects of a type. A type with a `@patient` path names its own patient; any other entity has none. Only the
 * objects of other types, such as `Address`, inherit the link of the field that returns them. If such a type has PHI and
 * there is no patient above, it is not a namespace object: its kind is `object`, so its patient is unknown unless release
 * finds one.
 */
export function linkOfType(
  type: { readonly isEntity: boolean; readonly namesPatient: boolean; readonly holdsPhi: boolean },
  inherited: PatientLink,
): PatientLink {
  if (type.namesPatient) return OBJECT_LINK;
  if (type.isEntity) return NO_PATIENT_LINK;
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
 * The link of the value of a field, if `link` is that of the object with the field. Adds the patients that the field's
 * arguments name. Arguments that bind the field to one patient determine the patient of the value, unless an object above
 * does: `Query.labs(patient: "p1")` has the kind `argument`.
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
 * The link that the objects in a field's value inherit. It differs from that of the value only if no patient is known.
 * Then the objects of a list or of a field with arguments are records of an unknown patient. Any other object may be a
 * namespace, such as `clinic` in `{ clinic { patient(id: "p1") { name } } }`, which has no patient.
 */
export function linkBelow(value: PatientLink, { definition }: SelectedField): PatientLink {
  const mayBeNamespace =
    definition.args.length === 0 && !isListType(getNullableType(definition.type));
  return value.kind === 'none' && !mayBeNamespace ? { ...value, kind: 'object' } : value;
}

/**
 * The sets of effective roles that must all see a value before it is released: the set for every patient that arguments
 * name, and `rolesId`, the set for the patient of the object. If arguments alone determine the patient, `rolesId` is left out.
 */
export function requiredRolesIds(
  { kind, rolesIds }: PatientLink,
  rolesId: RolesId,
): readonly RolesId[] {
  return kind === 'argument' ? rolesIds : [rolesId, ...rolesIds];
}
