import type { GraphModel, ModelField, ModelInput, ModelType } from './graph-model.ts';

/** Graphs with one thing less than a given one, the largest steps first. Some may not compose. */
export function* smallerModels(model: GraphModel): Generator<GraphModel> {
  for (const type of model.types) yield withoutType(model, type.name);
  for (const union of model.unions) yield { ...model, unions: without(model.unions, union) };
  for (const one of model.enums) yield { ...model, enums: without(model.enums, one) };
  for (const scalar of model.scalars) yield { ...model, scalars: without(model.scalars, scalar) };
  for (const input of model.inputs) yield { ...model, inputs: without(model.inputs, input) };
  for (const { name } of model.subgraphs) yield withoutSubgraph(model, name);
  for (const type of model.types)
    for (const field of type.fields) {
      yield changeType(model, type, { fields: without(type.fields, field) });
      yield withoutFields(model, field.name);
    }
  for (const type of model.types) {
    for (const name of type.interfaces)
      yield changeType(model, type, { interfaces: without(type.interfaces, name) });
    if (type.patient) yield changeType(model, type, { patient: null });
    for (const marks of fewer(type.marks)) yield changeType(model, type, { marks });
    for (const key of type.keys) yield changeType(model, type, { keys: without(type.keys, key) });
    for (const field of type.fields)
      for (const change of smallerFields(field))
        yield changeType(model, type, {
          fields: type.fields.map((one) => (one === field ? { ...one, ...change } : one)),
        });
  }
  for (const one of model.enums) {
    for (const marks of fewer(one.marks))
      yield {
        ...model,
        enums: model.enums.map((each) => (each === one ? { ...one, marks } : each)),
      };
    for (const value of one.values)
      for (const marks of fewer(value.marks))
        yield {
          ...model,
          enums: model.enums.map((each) =>
            each === one
              ? {
                  ...one,
                  values: one.values.map((some) => (some === value ? { ...value, marks } : some)),
                }
              : each,
          ),
        };
    if (one.values.length > 1)
      for (const value of one.values)
        yield {
          ...model,
          enums: model.enums.map((each) =>
            each === one ? { ...one, values: without(one.values, value) } : each,
          ),
        };
  }
  for (const scalar of model.scalars)
    for (const marks of fewer(scalar.marks))
      yield {
        ...model,
        scalars: model.scalars.map((each) => (each === scalar ? { ...scalar, marks } : each)),
      };
  for (const union of model.unions) {
    for (const marks of fewer(union.marks))
      yield {
        ...model,
        unions: model.unions.map((each) => (each === union ? { ...union, marks } : each)),
      };
    for (const member of union.members)
      yield {
        ...model,
        unions: model.unions.map((each) =>
          each === union ? { ...union, members: without(union.members, member) } : each,
        ),
      };
  }
  for (const input of model.inputs)
    for (const field of input.fields) {
      yield {
        ...model,
        inputs: model.inputs.map((each) =>
          each === input ? { ...input, fields: without(input.fields, field) } : each,
        ),
      };
      for (const change of smallerInputs(field))
        yield {
          ...model,
          inputs: model.inputs.map((each) =>
            each === input
              ? {
                  ...input,
                  fields: input.fields.map((some) =>
                    some === field ? { ...some, ...change } : some,
                  ),
                }
              : each,
          ),
        };
    }
  for (const { name } of model.subgraphs)
    yield {
      ...model,
      subgraphs: model.subgraphs.map((one) =>
        one.name === name ? { name, dialect: 'plain' } : one,
      ),
    };
}

function* smallerFields(field: ModelField): Generator<Partial<ModelField>> {
  for (const arg of field.args) yield { args: without(field.args, arg) };
  for (const marks of fewer(field.marks)) yield { marks };
  for (const arg of field.args)
    for (const change of smallerInputs(arg))
      yield { args: field.args.map((one) => (one === arg ? { ...one, ...change } : one)) };
  if (field.requires !== null) yield { requires: null };
  if (field.provides !== null) yield { provides: null };
  if (field.overrides !== null) yield { overrides: null };
  if (field.nullableIn.length > 0) yield { nullableIn: [] };
  if (field.isInaccessible) yield { isInaccessible: false };
  if (/[[\]!]/.test(field.type)) yield { type: field.type.replaceAll(/[[\]!]/g, '') };
  if (field.type.endsWith('!')) yield { type: field.type.slice(0, -1) };
  if (field.in.length > 1) for (const name of field.in) yield { in: without(field.in, name) };
}

function* smallerInputs(input: ModelInput): Generator<Partial<ModelInput>> {
  for (const marks of fewer(input.marks)) yield { marks };
  if (input.isPatient) yield { isPatient: false };
  if (input.default !== null) yield { default: null };
  if (input.isInaccessible) yield { isInaccessible: false };
}

function* fewer<Mark extends ModelField['marks'][number]>(
  marks: readonly Mark[],
): Generator<readonly Mark[]> {
  for (const mark of marks) yield without(marks, mark);
}

function without<T>(items: readonly T[], item: T): readonly T[] {
  return items.filter((one) => one !== item);
}

function changeType(model: GraphModel, type: ModelType, change: Partial<ModelType>): GraphModel {
  return {
    ...model,
    types: model.types.map((one) => (one === type ? { ...one, ...change } : one)),
  };
}

/** Without a type and every field that leads to it. */
function withoutType(model: GraphModel, name: string): GraphModel {
  const isOther = (field: ModelField): boolean => field.type.replaceAll(/[[\]!]/g, '') !== name;
  return {
    ...model,
    types: model.types
      .filter((type) => type.name !== name)
      .map((type) => ({
        ...type,
        interfaces: without(type.interfaces, name),
        fields: type.fields.filter(isOther),
      })),
    unions: model.unions.map((union) => ({ ...union, members: without(union.members, name) })),
  };
}

/** Without every field of a name: an interface's with its implementers'. */
function withoutFields(model: GraphModel, name: string): GraphModel {
  return {
    ...model,
    types: model.types.map((type) => ({
      ...type,
      fields: type.fields.filter((field) => field.name !== name),
    })),
  };
}

function withoutSubgraph(model: GraphModel, name: string): GraphModel {
  const less = <Place extends { readonly in: readonly string[] }>(place: Place): Place => ({
    ...place,
    in: without(place.in, name),
  });
  const marked = <Place extends { readonly marks: ModelField['marks'] }>(place: Place): Place => ({
    ...place,
    marks: place.marks.map(less),
  });
  return {
    ...model,
    subgraphs: model.subgraphs.filter((one) => one.name !== name),
    types: model.types
      .map(less)
      .map(marked)
      .map((type) => ({
        ...type,
        objectIn: without(type.objectIn, name),
        keys: type.keys.map(less).filter((key) => key.in.length > 0),
        fields: type.fields
          .map(less)
          .map(marked)
          .filter((field) => field.in.length > 0),
      })),
    unions: model.unions.map(less).map(marked),
    enums: model.enums.map(marked).map((one) => ({ ...one, values: one.values.map(marked) })),
    scalars: model.scalars.map(marked),
    inputs: model.inputs.map((input) => ({ ...input, fields: input.fields.map(marked) })),
  };
}
