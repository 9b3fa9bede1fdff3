import {
  getNamedType,
  isEnumType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { memberCoordinate, typeCoordinate, type Coordinate } from '../coordinate.ts';
import type { Decisions, Views } from '../operation/authorize.ts';
import { argumentCoordinates } from '../operation/argument-coordinates.ts';
import { createPatientBindings } from '../operation/patient-bindings.ts';
import { isKeyLookup } from '../operation/is-key-lookup.ts';
import type { Policy } from '../policy/policy.ts';
import { hasRoleReachingAll } from '../operation/find-effective-roles.ts';
import type { Reach } from '../operation/reach.ts';
import { ALL_ROLES, ROLES_REACHING_ALL } from '../operation/effective-roles.ts';
import { haveOwnPatients, isEntity, possibleTypes } from '../operation/runtime-types.ts';

/** A field and the type that has it. */
export interface FieldOfType {
  readonly parent: GraphQLObjectType | GraphQLInterfaceType;
  readonly definition: GraphQLField<unknown, unknown>;
}

/**
 * Whether a caller could use an element in some operation, each element by itself: {@link hiddenCoordinates} decides
 * whether the type of a usable field is usable too.
 */
export interface Usable {
  /** Whether an object of the type could be shown. */
  object(type: GraphQLObjectType): boolean;
  /** Whether the field could return a value; its arguments are not considered. */
  field(field: FieldOfType): boolean;
  argument(field: FieldOfType, argument: GraphQLArgument): boolean;
  /** Whether an input field could be given, or an enum value given or seen. */
  member(type: string, name: string): boolean;
}

/**
 * Determines the elements that a caller could use. An element is unusable only if it is denied for every patient and
 * every object, so nothing is hidden that some operation could return. Elements that every operation denies can remain
 * usable here, such as a mutation whose nested selections require more than the field itself: they stay denied, and
 * introspection only shows that they exist. The result depends on the caller's decisions and kinds of reach, not on
 * particular patients.
 */
export function usableBy(
  schema: GraphQLSchema,
  { decisions, reach }: { readonly decisions: Decisions; readonly reach: Reach },
): Usable {
  const { policy } = decisions;
  const isPhi = (at: Coordinate): boolean => policy.requirements.get(at)?.phi === true;
  const allRoles = decisions.viewsFor(ALL_ROLES);
  const rolesReachingAll = decisions.viewsFor(ROLES_REACHING_ALL);
  // Where no patient is known, as for `statistics { cases }`, PHI requires roles that reach all patients.
  const unknownPatient = (at: Coordinate): Views => (isPhi(at) ? rolesReachingAll : allRoles);
  // For a known patient, as of `labs(patient: "p1")`: the maximum views of every set of roles that can count for one.
  // The set that reaches all patients is left out if it is empty.
  const [, maximumReachingAll, ...further] = decisions.maximumViews;
  const reachesAll = hasRoleReachingAll(reach);
  const knownPatient = reachesAll ? [maximumReachingAll, ...further] : further;
  const keyEnums = findKeyEnums(schema, policy);

  /**
   * Whether the caller can see some objects of a type. `sees.known` says whether the caller sees those with a known
   * patient, `sees.unknown` those without; the type decides which of the two kinds it can have.
   */
  const canSeeObjects = (
    type: GraphQLObjectType,
    sees: { readonly known: boolean; readonly unknown: boolean },
  ): boolean => {
    const path = policy.patients.get(type.name);
    // Without a `@patient` path, an entity has no patient, and any other object has that of the object above.
    const mayBeKnown = path !== undefined || !isEntity(policy, type);
    const mayBeUnknown = path === undefined || !isNonNullPath(type, path);
    return (mayBeKnown && sees.known) || (mayBeUnknown && sees.unknown);
  };

  const bindingFor = createPatientBindings(schema, policy);

  const canSeeField = (field: FieldOfType): boolean => {
    const { parent, definition } = field;
    const at = memberCoordinate(parent.name, definition.name);
    const isSeenBy = (views: Views): boolean => views.field(at) !== 'none';
    // Objects with their own patients are authorized one by one at release.
    const hasOwnPatients = haveOwnPatients(schema, policy, definition.type);
    const seen = {
      known: knownPatient.some(isSeenBy),
      unknown: isSeenBy(hasOwnPatients ? allRoles : unknownPatient(at)),
    };
    if (!isRoot(schema, parent))
      return possibleTypes(schema, parent).some((type) => canSeeObjects(type, seen));
    // A mutation that returns PHI and is not bound requires roles that reach all patients.
    const writesPhi = parent === schema.getMutationType() && isPhi(at);
    if (writesPhi ? reachesAll && isSeenBy(rolesReachingAll) : seen.unknown) return true;
    return seen.known && bindingFor(field).canBind;
  };

  return {
    object: (type) => {
      const isShown = (views: Views): boolean => views.showsType(typeCoordinate(type.name));
      return canSeeObjects(type, { known: knownPatient.some(isShown), unknown: isShown(allRoles) });
    },

    // A field that is visible on an interface must be present on all its implementers.
    field: ({ parent, definition }) =>
      [parent, ...parent.getInterfaces()].some((type) => {
        const field = type.getFields()[definition.name];
        return field !== undefined && canSeeField({ parent: type, definition: field });
      }),

    argument: (field, argument) => {
      const coordinates = argumentCoordinates(schema, field, argument.name);
      const isAdmitted = (viewsAt: (at: Coordinate) => Views): boolean =>
        coordinates.every((at) => viewsAt(at).admitsInput(at));
      if (bindingFor(field).canBind && knownPatient.some((views) => isAdmitted(() => views)))
        return true;
      // A patient id names a known patient, and no set of roles that can count for one admits the argument.
      if (coordinates.some((at) => policy.patientInputs.has(at))) return false;
      // The record that a key finds is authorized at release.
      const isAuthorizedAtRelease =
        field.parent !== schema.getMutationType() && isKeyLookup(schema, policy, field);
      return isAdmitted(isAuthorizedAtRelease ? () => allRoles : unknownPatient);
    },

    member: (type, name) => {
      const at = memberCoordinate(type, name);
      if (knownPatient.some((views) => views.admitsInput(at))) return true;
      // As above: a patient id names a known patient, and the record that a key finds is authorized at release.
      const withoutPatient = keyEnums.has(type) ? allRoles : unknownPatient(at);
      return !policy.patientInputs.has(at) && withoutPatient.admitsInput(at);
    },
  };
}

function isRoot(schema: GraphQLSchema, type: FieldOfType['parent']): boolean {
  return type === schema.getQueryType() || type === schema.getMutationType();
}

/** Whether all fields on a path are non-null, so that every object of the type has a patient. */
function isNonNullPath(type: GraphQLNamedType, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
  return (
    field !== undefined &&
    isNonNullType(field.type) &&
    isNonNullPath(getNamedType(field.type), rest)
  );
}

/** The enums that are the type of a key by which some field looks up a record. */
function findKeyEnums(schema: GraphQLSchema, policy: Policy): ReadonlySet<string> {
  const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) ? Object.values(type.getFields()) : [],
  );
  return new Set(
    fields
      .filter((definition) => isKeyLookup(schema, policy, { definition }))
      .flatMap(({ args }) => args.map(({ type }) => getNamedType(type)).filter(isEnumType))
      .map(({ name }) => name),
  );
}
