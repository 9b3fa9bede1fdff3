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
import { isRecordLookup } from '../operation/is-record-lookup.ts';
import type { Policy } from '../policy/policy.ts';
import { rolesIdForAll } from '../operation/find-effective-roles.ts';
import type { Reach } from '../operation/reach.ts';
import { ALL_ROLES, ROLES_REACHING_ALL } from '../operation/effective-roles.ts';
import { possibleTypes, haveOwnPatients } from '../operation/runtime-types.ts';

/** A field with the type that it is selected on. */
export interface PlacedField {
  readonly parent: GraphQLObjectType | GraphQLInterfaceType;
  readonly definition: GraphQLField<unknown, unknown>;
}

/** What a caller could make use of, each element by itself. */
export interface Usable {
  /** Whether an object of the type could ever be shown. */
  object(type: GraphQLObjectType): boolean;
  /** Whether the field could ever give something, whatever its arguments need. */
  field(field: PlacedField): boolean;
  argument(field: PlacedField, argument: GraphQLArgument): boolean;
  /** Whether an input field or enum value could ever be given or seen. */
  member(type: string, member: string): boolean;
}

/**
 * Asks a caller's decisions what could be used: what is denied for every patient and every object is not usable.
 * Where the answer depends on more than that it is yes, so that nothing is hidden which some operation would
 * give. Depends on the decisions and on how the caller reaches patients, but on no patient.
 */
export function usableBy(
  schema: GraphQLSchema,
  { decisions, reach }: { readonly decisions: Decisions; readonly reach: Reach },
): Usable {
  const { policy } = decisions;
  const isPhi = (at: Coordinate): boolean => policy.requirements.get(at)?.phi === true;
  const anyone = decisions.viewsFor(ALL_ROLES);
  const everybody = decisions.viewsFor(ROLES_REACHING_ALL);
  // Where no patient is known, PHI is for the roles that reach all patients.
  const unknown = (at: Coordinate): Views => (isPhi(at) ? everybody : anyone);
  // Where one is: the most that a patient may show, for each way in which the caller reaches some.
  const reachesAll = rolesIdForAll(reach) === ROLES_REACHING_ALL;
  const known = decisions.maximum.slice(reachesAll ? ROLES_REACHING_ALL : ROLES_REACHING_ALL + 1);
  const keys = keyEnums(schema, policy);

  /** Whether some rolesId that objects of a type can have is one that counts. */
  const someObject = (
    type: GraphQLObjectType,
    counts: { readonly known: boolean; readonly unknown: boolean },
  ): boolean => {
    const path = policy.patients.get(type.name);
    // What has neither a patient nor a key is the patient's above it.
    const mayHavePatient = path !== undefined || !policy.keys.has(type.name);
    const mayHaveNone = path === undefined || !alwaysTells(type, path);
    return (mayHavePatient && counts.known) || (mayHaveNone && counts.unknown);
  };

  const bindingFor = createPatientBindings(schema, policy);

  const isSeen = (field: PlacedField): boolean => {
    const { parent, definition } = field;
    const at = memberCoordinate(parent.name, definition.name);
    const isSeenBy = (views: Views): boolean => views.field(at) !== 'none';
    // Objects that tell whose they are decide for themselves.
    const hasOwnPatients = haveOwnPatients(schema, policy, definition.type);
    const seen = {
      known: known.some(isSeenBy),
      unknown: isSeenBy(hasOwnPatients ? anyone : unknown(at)),
    };
    if (!isRoot(schema, parent))
      return possibleTypes(schema, parent).some((type) => someObject(type, seen));
    // A write of PHI that names no patient is for the roles that reach all.
    const isWrite = parent === schema.getMutationType() && isPhi(at);
    if (isWrite ? reachesAll && isSeenBy(everybody) : seen.unknown) return true;
    return seen.known && bindingFor(field).canBind;
  };

  return {
    object: (type) => {
      const isShown = (views: Views): boolean => views.showsType(typeCoordinate(type.name));
      return someObject(type, { known: known.some(isShown), unknown: isShown(anyone) });
    },

    // What is seen on an interface has to be there on all that implement it.
    field: ({ parent, definition }) =>
      [parent, ...parent.getInterfaces()].some((type) => {
        const field = type.getFields()[definition.name];
        return field !== undefined && isSeen({ parent: type, definition: field });
      }),

    argument: (field, argument) => {
      const coordinates = argumentCoordinates(schema, field, argument.name);
      const isAdmitted = (viewsOf: (at: Coordinate) => Views): boolean =>
        coordinates.every((at) => viewsOf(at).admitsInput(at));
      if (bindingFor(field).canBind && known.some((views) => isAdmitted(() => views))) return true;
      if (coordinates.some((at) => policy.patientInputs.has(at))) return false;
      // The record that is looked up by its key decides for itself.
      const isLookup =
        field.parent !== schema.getMutationType() && isRecordLookup(schema, policy, field);
      return isAdmitted(isLookup ? () => anyone : unknown);
    },

    member: (type, member) => {
      const at = memberCoordinate(type, member);
      if (known.some((views) => views.admitsInput(at))) return true;
      return (
        !policy.patientInputs.has(at) && (keys.has(type) ? anyone : unknown(at)).admitsInput(at)
      );
    },
  };
}

function isRoot(schema: GraphQLSchema, type: PlacedField['parent']): boolean {
  return type === schema.getQueryType() || type === schema.getMutationType();
}

/** Whether every object of the type has a patient: nothing on the path may be null. */
function alwaysTells(type: GraphQLNamedType, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
  return (
    field !== undefined && isNonNullType(field.type) && alwaysTells(getNamedType(field.type), rest)
  );
}

/** Enums that are the key by which some field looks a record up: such a record decides for itself. */
function keyEnums(schema: GraphQLSchema, policy: Policy): ReadonlySet<string> {
  const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) ? Object.values(type.getFields()) : [],
  );
  return new Set(
    fields
      .filter((definition) => isRecordLookup(schema, policy, { definition }))
      .flatMap(({ args }) => args.map(({ type }) => getNamedType(type)).filter(isEnumType))
      .map(({ name }) => name),
  );
}
