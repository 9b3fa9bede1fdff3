import {
  getArgumentValues,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import type { Policy } from '../policy/policy.ts';
import { argumentCoordinates } from './argument-coordinates.ts';
import { looksUpRecord } from './looks-up-record.ts';
import { isMarkedInput, markedInputTypes } from './marked-inputs.ts';
import { createBindings, type IsBound } from './patient-bindings.ts';
import type { SelectedField, Selection } from './select.ts';

/** What a field's effective arguments touch. */
export interface InputUse {
  /** Marked arguments, input fields and enum values, sorted, unique. */
  readonly marked: readonly Coordinate[];
  /** `@patient` arguments and input fields that hold a value, sorted, unique. */
  readonly patientInputs: readonly Coordinate[];
  /** The patients that they name, sorted, unique. */
  readonly patients: readonly string[];
  /** Whether the whole field is certainly about these patients. Otherwise naming them only adds a requirement. */
  readonly isBound: boolean;
}

/** What one request's arguments touch at a field. */
export interface FieldUse {
  readonly field: SelectedField;
  readonly looksUp: boolean;
  readonly use: InputUse;
}

/**
 * Reads the arguments of the watched fields with a request's variables. Throws {@link InputError} where they
 * don't fit.
 */
export function readInputs(
  watched: readonly WatchedField[],
  variables: Readonly<Record<string, unknown>>,
): readonly FieldUse[] {
  return watched.map(({ field, looksUp, read }) => ({ field, looksUp, use: read(variables) }));
}

/** Every patient that some arguments name, sorted, unique. */
export function patientsNamed(uses: readonly FieldUse[]): readonly string[] {
  return [...new Set(uses.flatMap(({ use }) => use.patients))].toSorted();
}

/** A selected field whose arguments can touch something that matters. */
export interface WatchedField {
  readonly field: SelectedField;
  /** Whether it finds one record by its key and by nothing else. */
  readonly looksUp: boolean;
  readonly read: (variables: Readonly<Record<string, unknown>>) => InputUse;
}

/** Finds the fields of a selection whose arguments are to be read with each request's variables. */
export type InputWatch = (selection: Selection) => readonly WatchedField[];

/**
 * A watch for one graph. It reads the arguments as the subgraph will see them: variables, nested input
 * objects, lists, and defaults of the operation and of the schema alike.
 */
export function createInputWatch(schema: GraphQLSchema, policy: Policy): InputWatch {
  const marked = markedInputTypes(schema, policy);
  const bindingFor = createBindings(schema, policy);

  return (selection) =>
    selection.fields.flatMap((field): WatchedField[] => {
      const watched = field.definition.args
        .map((argument) => ({
          argument,
          coordinates: argumentCoordinates(schema, field, argument.name),
        }))
        .filter(
          ({ argument, coordinates }) =>
            marked.has(getNamedType(argument.type).name) ||
            coordinates.some((at) => isMarkedInput(policy, at)),
        );
      if (watched.length === 0) return [];
      const looksUp = looksUpRecord(schema, policy, field);
      const { isBound } = bindingFor(field);
      return [
        {
          field,
          looksUp,
          read: (variables) => readArguments(policy, { field, watched, isBound, variables }),
        },
      ];
    });
}

/** A field's arguments that the variables don't fit, such as null where the argument may not be null. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

interface Reading {
  readonly field: SelectedField;
  readonly watched: readonly {
    readonly argument: GraphQLArgument;
    readonly coordinates: readonly Coordinate[];
  }[];
  readonly isBound: IsBound;
  readonly variables: Readonly<Record<string, unknown>>;
}

function readArguments(policy: Policy, { field, watched, isBound, variables }: Reading): InputUse {
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

/** A field's coerced arguments by name. Throws {@link InputError} where the variables don't fit. */
export function argumentValues(
  { definition, node }: SelectedField,
  variables: Reading['variables'],
): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(getArgumentValues(definition, node, { ...variables })));
  } catch (cause) {
    throw new InputError('arguments do not fit', { cause });
  }
}

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

/** Tells what a value touches: the input fields that it gives and the enum values that it is. */
export function visitValue(type: GraphQLInputType, value: unknown, touch: Touch): void {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
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
