import {
  getArgumentValues,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isScalarType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import type { Policy } from '../policy/policy.ts';
import { argumentCoordinates } from './argument-coordinates.ts';
import { isKeyLookup } from './is-key-lookup.ts';
import { isMarkedInput, markedInputTypes } from './marked-inputs.ts';
import { createPatientBindings, type IsBound } from './patient-bindings.ts';
import type { SelectedField, Selection } from './selection.ts';

/**
 * The marked inputs and the patients in one field's coerced arguments. An input is an argument, an input field or an
 * enum value; it is marked if it carries `@phi`, `@role` or an access control directive. Only one with `@phi` is PHI.
 * For `labs(patient: "p1", code: "HIV")` with `@patient` on `patient` and `@phi` on `code`: marked `Query.labs(code:)`,
 * patient inputs `Query.labs(patient:)`, patients `p1`.
 */
export interface InputUse {
  /** Marked inputs with a value, sorted, unique. */
  readonly marked: readonly Coordinate[];
  /** `@patient` arguments and input fields with a value, sorted, unique. */
  readonly patientInputs: readonly Coordinate[];
  /** The patient ids in `patientInputs`, sorted, unique. */
  readonly patients: readonly string[];
  /** Whether the arguments limit the field's result to these patients. If not, the caller must still reach them. */
  readonly isBound: boolean;
}

/** The inputs of one selected field in one request. */
export interface FieldUse {
  readonly field: SelectedField;
  /** Whether the field looks up one record by its key. */
  readonly looksUpByKey: boolean;
  readonly use: InputUse;
}

/** Reads the inputs of a request. Throws {@link InputError} if the variables don't fit the arguments. */
export function readInputs(
  readers: readonly InputReader[],
  variables: Readonly<Record<string, unknown>>,
): readonly FieldUse[] {
  return readers.map(({ field, looksUpByKey, read }) => ({
    field,
    looksUpByKey,
    use: read(variables),
  }));
}

/** Every patient id in some inputs, sorted, unique. */
export function patientsNamed(uses: readonly FieldUse[]): readonly string[] {
  return [...new Set(uses.flatMap(({ use }) => use.patients))].toSorted();
}

/** Reads the inputs of a selected field whose arguments can contain marked inputs or patient ids. */
export interface InputReader {
  readonly field: SelectedField;
  /** Whether the field looks up one record by its key. */
  readonly looksUpByKey: boolean;
  readonly read: (variables: Readonly<Record<string, unknown>>) => InputUse;
}

/** Creates the input readers of a selection. They are reused for every request with the same selection. */
export type InputReaders = (selection: Selection) => readonly InputReader[];

/**
 * Creates the factory of input readers for one graph. Readers see arguments as the subgraph will: with variables,
 * nested input objects, lists, and the defaults of the operation and the schema.
 */
export function createInputReaders(schema: GraphQLSchema, policy: Policy): InputReaders {
  const markedTypes = markedInputTypes(schema, policy);
  const bindingFor = createPatientBindings(schema, policy);

  return (selection) =>
    selection.fields.flatMap((field): InputReader[] => {
      const watched = field.definition.args
        .map((argument) => ({
          argument,
          coordinates: argumentCoordinates(schema, field, argument.name),
        }))
        .filter(
          ({ argument, coordinates }) =>
            markedTypes.has(getNamedType(argument.type).name) ||
            coordinates.some((at) => isMarkedInput(policy, at)),
        );
      if (watched.length === 0) return [];
      const looksUpByKey = isKeyLookup(schema, policy, field);
      const { isBound } = bindingFor(field);
      return [
        {
          field,
          looksUpByKey,
          read: (variables) => readArguments(policy, { field, watched, isBound, variables }),
        },
      ];
    });
}

/** The variables don't fit a field's arguments, such as null for a non-null argument. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

interface FieldArguments {
  readonly field: SelectedField;
  readonly watched: readonly {
    readonly argument: GraphQLArgument;
    readonly coordinates: readonly Coordinate[];
  }[];
  readonly isBound: IsBound;
  readonly variables: Readonly<Record<string, unknown>>;
}

function readArguments(
  policy: Policy,
  { field, watched, isBound, variables }: FieldArguments,
): InputUse {
  const values = argumentValues(field, variables);
  const use = createUse(policy);
  for (const { argument, coordinates } of watched) {
    const value = values.get(argument.name);
    if (value === undefined) continue;
    for (const coordinate of coordinates) use.touch(coordinate, value);
    visitValue(argument.type, value, use.touch);
  }
  return use.finish(isBound(values));
}

/** A field's coerced arguments by name. Throws {@link InputError} if the variables don't fit. */
export function argumentValues(
  { definition, node }: SelectedField,
  variables: FieldArguments['variables'],
): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(getArgumentValues(definition, node, { ...variables })));
  } catch (cause) {
    throw new InputError('the variables do not fit the arguments', { cause });
  }
}

/** Collects the inputs that a field's arguments contain. */
interface UseBuilder {
  readonly touch: Touch;
  readonly finish: (isBound: boolean) => InputUse;
}

function createUse(policy: Policy): UseBuilder {
  const marked = new Set<Coordinate>();
  const patientInputs = new Set<Coordinate>();
  const patients = new Set<string>();
  return {
    touch: (coordinate, value) => {
      if (policy.requirements.has(coordinate)) marked.add(coordinate);
      if (!policy.patientInputs.has(coordinate)) return;
      for (const id of [value].flat(Infinity)) {
        if (id === null || id === undefined) continue;
        patientInputs.add(coordinate);
        // A number or another value of a custom scalar: its JSON text.
        patients.add(typeof id === 'string' ? id : JSON.stringify(id));
      }
    },
    finish: (isBound): InputUse => ({
      marked: [...marked].toSorted(),
      patientInputs: [...patientInputs].toSorted(),
      patients: [...patients].toSorted(),
      isBound,
    }),
  };
}

type Touch = (coordinate: Coordinate, value: unknown) => void;

/** Calls `touch` with the coordinate and the value of every input field and enum value in an input value. */
export function visitValue(type: GraphQLInputType, value: unknown, touch: Touch): void {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    // A list of ids can be long, and is read once for each field that it is an argument of.
    if (isScalarType(getNamedType(nullable))) return;
    for (const item of [value].flat()) visitValue(nullable.ofType, item, touch);
  } else if (isEnumType(nullable)) {
    for (const used of nullable.getValues().filter((each) => each.value === value))
      touch(memberCoordinate(nullable.name, used.name), value);
  } else if (isInputObjectType(nullable)) {
    const given = new Map(Object.entries(value ?? {}));
    for (const field of Object.values(nullable.getFields())) {
      if (!given.has(field.name)) continue;
      touch(memberCoordinate(nullable.name, field.name), given.get(field.name));
      visitValue(field.type, given.get(field.name), touch);
    }
  }
}
