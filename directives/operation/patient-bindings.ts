import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  type GraphQLArgument,
  type GraphQLInputObjectType,
  type GraphQLSchema,
} from 'graphql';
import { memberCoordinate } from '../coordinate.ts';
import { bindingKindOf, recursiveInputs, type BindingKind } from '../policy/patient-binding.ts';
import type { Policy } from '../policy/policy.ts';
import { argumentCoordinates } from './argument-coordinates.ts';
import { markedInputTypes } from './marked-inputs.ts';
import type { SelectedField } from './selection.ts';

/**
 * Whether a field's coerced arguments bind it to the patients that they name, which means that every object of the
 * result belongs to one of these. `labs(patient: "p1")` is bound. `labs(where: { not: { patient: "p1" } })` is not: a
 * recursive input object can exclude the patient that it names.
 */
export type IsBound = (values: ReadonlyMap<string, unknown>) => boolean;

/** How the arguments of one field bind it to patients. */
export interface FieldBinding {
  /** Whether some argument values would bind the field. */
  readonly canBind: boolean;
  readonly isBound: IsBound;
}

/** Creates a function that determines a field's binding from the schema. */
export function createPatientBindings(
  schema: GraphQLSchema,
  policy: Policy,
): (field: Pick<SelectedField, 'parent' | 'definition'>) => FieldBinding {
  const recursive = recursiveInputs(inputFields(schema));
  const marked = markedInputTypes(schema, policy);
  const patientFields = (type: GraphQLInputObjectType): readonly string[] =>
    Object.keys(type.getFields()).filter((name) =>
      policy.patientInputs.has(memberCoordinate(type.name, name)),
    );

  const argumentBinding = (
    field: Pick<SelectedField, 'parent' | 'definition'>,
    { name, type }: GraphQLArgument,
  ): ArgumentBinding => {
    const named = getNamedType(type);
    const patientFieldNames = isInputObjectType(named) ? patientFields(named) : [];
    const kind = bindingKindOf({
      isPatient: argumentCoordinates(schema, field, name).some((at) =>
        policy.patientInputs.has(at),
      ),
      isList: isListType(getNullableType(type)),
      object: isInputObjectType(named)
        ? {
            isRecursive: recursive.has(named.name),
            namesPatient: patientFieldNames.length > 0,
            isMarked: marked.has(named.name),
          }
        : null,
    });
    return { argument: name, kind, patientFieldNames };
  };

  return (field) => {
    const bindings = field.definition.args
      .map((argument) => argumentBinding(field, argument))
      .filter(({ kind }) => kind !== 'none');
    const isWrite = field.parent === schema.getMutationType();
    return {
      canBind: bindings.some(({ kind }) => kindBinds(kind, isWrite)),
      isBound: (values) => isBound(bindings, values, isWrite),
    };
  };
}

interface ArgumentBinding {
  readonly argument: string;
  readonly kind: BindingKind;
  /** The fields of the argument's object that carry `@patient`. */
  readonly patientFieldNames: readonly string[];
}

/**
 * Arguments are combined by AND, so one `@patient` argument with ids binds the field. Without it, input objects bind
 * the field if each one that is given holds a patient id and is of a kind that binds. The subgraph decides what an object
 * does to the result, so an object without a patient may widen it.
 */
function isBound(
  bindings: readonly ArgumentBinding[],
  values: ReadonlyMap<string, unknown>,
  isWrite: boolean,
): boolean {
  const given = bindings.flatMap((binding) => {
    const value = values.get(binding.argument);
    return value === null || value === undefined ? [] : [{ ...binding, value }];
  });
  if (given.some(({ kind, value }) => kind === 'id' && isIdOrIds(value))) return true;
  const objects = given.filter(({ kind }) => kind !== 'id');
  return (
    objects.length > 0 &&
    objects.every(({ kind, patientFieldNames, value }) => {
      if (!kindBinds(kind, isWrite)) return false;
      const items = [value].flat(Infinity);
      return items.length > 0 && items.every((item) => holdsPatientId(item, patientFieldNames));
    })
  );
}

/**
 * Whether arguments of a kind bind a field if they hold a patient id. A mutation applies each item of a `batch`. In a
 * query the items can be alternatives, `labs(anyOf: [{ patient: "p1" }, { code: "HIV" }])`, so no such list binds.
 */
function kindBinds(kind: BindingKind, isWrite: boolean): boolean {
  return kind === 'id' || kind === 'object' || (kind === 'batch' && isWrite);
}

/** Whether one of an input object's `@patient` fields has a value. */
function holdsPatientId(item: unknown, patientFieldNames: readonly string[]): boolean {
  const fields = new Map(Object.entries(item ?? {}));
  return patientFieldNames.some((name) => isIdOrIds(fields.get(name)));
}

/**
 * Whether a value is an id or a non-empty list of ids without nulls. An empty list names no patient to limit a result
 * to.
 */
function isIdOrIds(value: unknown): boolean {
  const ids = [value].flat(Infinity);
  return ids.length > 0 && ids.every((id) => id !== null && id !== undefined);
}

/** Input object type → the named types of its fields. */
function inputFields(schema: GraphQLSchema): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.values(schema.getTypeMap())
      .filter(isInputObjectType)
      .map((type) => [
        type.name,
        Object.values(type.getFields()).map((field) => getNamedType(field.type).name),
      ]),
  );
}
