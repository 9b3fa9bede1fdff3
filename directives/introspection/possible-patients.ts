import {
  getNamedType,
  isEnumType,
  isInputObjectType,
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
import { memberCoordinate } from '../coordinate.ts';
import { argumentCoordinates } from '../operation/argument-coordinates.ts';
import { isKeyLookup } from '../operation/is-key-lookup.ts';
import { createPatientBindings } from '../operation/patient-bindings.ts';
import {
  haveOwnPatients,
  isEntity,
  isRootType,
  possibleTypes,
} from '../operation/runtime-types.ts';
import type { Policy } from '../policy/policy.ts';

/** A field and the type that has it. */
export interface FieldOfType {
  readonly parent: GraphQLObjectType | GraphQLInterfaceType;
  readonly definition: GraphQLField<unknown, unknown>;
}

/** Whose records an element's values can be, in whichever operation uses it. */
export interface PossiblePatients {
  /** Whether an object or an argument can name their patient. */
  readonly known: boolean;
  /**
   * The roles that count for values without a known patient. `as marked`: for PHI the roles that reach all patients, for
   * other values all roles of the caller. Null if each value has a known patient.
   */
  readonly unknown: 'all roles' | 'as marked' | null;
}

/** Finds whose records the values of elements can be. */
export interface PatientFinder {
  readonly object: (type: GraphQLObjectType) => PossiblePatients;
  readonly field: (field: FieldOfType) => PossiblePatients;
  readonly argument: (field: FieldOfType, argument: GraphQLArgument) => PossiblePatients;
  /** Of an input field, or of an enum value. */
  readonly member: (type: string, name: string) => PossiblePatients;
}

/** Creates the finder of one graph. Its answers depend on the schema and its marks alone, not on a caller. */
export function createPatientFinder(schema: GraphQLSchema, policy: Policy): PatientFinder {
  const bindingFor = createPatientBindings(schema, policy);
  const fields = outputFields(schema);
  const binding = fields.filter((field) => bindingFor(field).canBind);
  const parts = partsOfKnownPatients(schema, policy, { fields, binding });
  const boundInputs = inputTypesOf(binding);
  const keyEnums = new Set(
    fields
      .filter((field) => isKeyLookup(schema, policy, field))
      .flatMap(({ definition: { args } }) => args.map(({ type }) => getNamedType(type)))
      .filter(isEnumType)
      .map(({ name }) => name),
  );
  const isPhi = ({ parent, definition }: FieldOfType): boolean =>
    policy.requirements.get(memberCoordinate(parent.name, definition.name))?.phi === true;

  // Without a `@patient` path, an entity has no patient, and any other object has that of the object above.
  const mayBeKnown = ({ name }: GraphQLObjectType): boolean =>
    policy.patients.has(name) || parts.has(name);
  const mayBeUnknown = (type: GraphQLObjectType): boolean => {
    const path = policy.patients.get(type.name);
    return path === undefined || !isNonNullPath(type, path);
  };

  const patientsOfField = (field: FieldOfType): PossiblePatients => {
    const { parent, definition } = field;
    const canBind = bindingFor(field).canBind;
    // Objects with their own patients are authorized one by one at release.
    const unknown = haveOwnPatients(schema, policy, definition.type) ? 'all roles' : 'as marked';
    if (isRootType(schema, parent)) {
      // A mutation that returns PHI and is not bound requires roles that reach all patients.
      const writesPhi = parent === schema.getMutationType() && isPhi(field);
      return { known: canBind, unknown: writesPhi ? 'as marked' : unknown };
    }
    const types = possibleTypes(schema, parent);
    return {
      known: canBind || types.some(mayBeKnown),
      unknown: types.some(mayBeUnknown) ? unknown : null,
    };
  };
  const enumsOfKnownPatients = new Set(
    fields
      .filter((field) => isEnumType(getNamedType(field.definition.type)))
      .filter((field) => patientsOfField(field).known)
      .map((field) => getNamedType(field.definition.type).name),
  );

  return {
    object: (type) => ({
      known: mayBeKnown(type),
      unknown: mayBeUnknown(type) ? 'all roles' : null,
    }),

    field: patientsOfField,

    argument: (field, argument) => {
      const known = bindingFor(field).canBind;
      const coordinates = argumentCoordinates(schema, field, argument.name);
      if (coordinates.some((at) => policy.patientInputs.has(at))) return { known, unknown: null };
      // The record that a key finds is authorized at release.
      const isAuthorizedAtRelease =
        field.parent !== schema.getMutationType() && isKeyLookup(schema, policy, field);
      return { known, unknown: isAuthorizedAtRelease ? 'all roles' : 'as marked' };
    },

    member: (type, name) => {
      if (policy.patientInputs.has(memberCoordinate(type, name)))
        return { known: true, unknown: null };
      return {
        known: boundInputs.has(type) || enumsOfKnownPatients.has(type),
        // As above: the record that a key finds is authorized at release.
        unknown: keyEnums.has(type) ? 'all roles' : 'as marked',
      };
    },
  };
}

/** Every field of an object type or interface. */
export function outputFields(schema: GraphQLSchema): readonly FieldOfType[] {
  return Object.values(schema.getTypeMap()).flatMap((parent) =>
    isObjectType(parent) || isInterfaceType(parent)
      ? Object.values(parent.getFields()).map((definition) => ({ parent, definition }))
      : [],
  );
}

/**
 * The types without a key and a `@patient` path of which an object can be a part of a known patient's record: below an
 * object that names its patient, or below a field that its arguments bind.
 */
function partsOfKnownPatients(
  schema: GraphQLSchema,
  policy: Policy,
  {
    fields,
    binding,
  }: { readonly fields: readonly FieldOfType[]; readonly binding: readonly FieldOfType[] },
): ReadonlySet<string> {
  const bound = new Set(binding);
  const parts = new Set<string>();
  // Each type that is found can lead to others, so passes repeat until one finds none.
  for (let before = -1; before !== parts.size;) {
    before = parts.size;
    for (const field of fields) {
      const { parent, definition } = field;
      if (!bound.has(field) && !parts.has(parent.name) && !policy.patients.has(parent.name))
        continue;
      for (const type of possibleTypes(schema, getNamedType(definition.type)))
        if (
          isObjectType(type) &&
          !isEntity(policy, type) &&
          !policy.patients.has(type.name) &&
          !isRootType(schema, type)
        )
          parts.add(type.name);
    }
  }
  return parts;
}

/** The input objects and enums that the arguments of some fields can hold, however deep. */
function inputTypesOf(fields: readonly FieldOfType[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (type: GraphQLNamedType): void => {
    if (found.has(type.name)) return;
    found.add(type.name);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) visit(getNamedType(field.type));
  };
  for (const { definition } of fields)
    for (const { type } of definition.args) visit(getNamedType(type));
  return found;
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
