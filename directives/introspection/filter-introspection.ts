import type {
  IntrospectionDirective,
  IntrospectionField,
  IntrospectionInputValue,
  IntrospectionSchema,
  IntrospectionType,
} from 'graphql';
import {
  argumentCoordinate,
  directiveCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../coordinate.ts';

/** What is not to be told of a schema; an interface that is left without a field is told as a union. */
export interface Untold {
  readonly coordinates: ReadonlySet<Coordinate>;
  /** Arguments and input fields that are told, but not their defaults. */
  readonly defaults: ReadonlySet<Coordinate>;
}

/** The answer to introspection without what is not to be told. */
export function cutIntrospection(schema: IntrospectionSchema, untold: Untold): IntrospectionSchema {
  const { mutationType, types, directives } = schema;
  return {
    ...schema,
    mutationType: mutationType && isTold(untold, mutationType) ? mutationType : null,
    subscriptionType: null,
    types: withUnions(
      types.filter((type) => isTold(untold, type)).map((type) => cutType(type, untold)),
    ),
    directives: directives
      .filter(({ name }) => !untold.coordinates.has(directiveCoordinate(name)))
      .map((directive) => cutDirective(directive, untold)),
  };
}

function isTold({ coordinates }: Untold, type: { readonly name: string }): boolean {
  return !coordinates.has(typeCoordinate(type.name));
}

function cutType(type: IntrospectionType, untold: Untold): IntrospectionType {
  const { name } = type;
  const isMemberTold = (member: { readonly name: string }): boolean =>
    !untold.coordinates.has(memberCoordinate(name, member.name));
  const isTypeTold = (other: { readonly name: string }): boolean => isTold(untold, other);
  const cutFields = (fields: readonly IntrospectionField[]): IntrospectionField[] =>
    fields.filter(isMemberTold).map((field) => cutField(name, field, untold));
  switch (type.kind) {
    case 'SCALAR':
      return type;
    case 'OBJECT':
      return {
        ...type,
        interfaces: type.interfaces.filter(isTypeTold),
        fields: cutFields(type.fields),
      };
    case 'INTERFACE':
      return {
        ...type,
        interfaces: type.interfaces.filter(isTypeTold),
        possibleTypes: type.possibleTypes.filter(isTypeTold),
        fields: cutFields(type.fields),
      };
    case 'UNION':
      return { ...type, possibleTypes: type.possibleTypes.filter(isTypeTold) };
    case 'ENUM':
      return { ...type, enumValues: type.enumValues.filter(isMemberTold) };
    case 'INPUT_OBJECT':
    default:
      return {
        ...type,
        inputFields: type.inputFields
          .filter(isMemberTold)
          .map((field) => cutDefault(field, memberCoordinate(name, field.name), untold)),
      };
  }
}

function cutField(type: string, field: IntrospectionField, untold: Untold): IntrospectionField {
  const at = ({ name }: IntrospectionInputValue): Coordinate =>
    argumentCoordinate(type, field.name, name);
  return { ...field, args: cutArguments(field.args, at, untold) };
}

function cutDirective(directive: IntrospectionDirective, untold: Untold): IntrospectionDirective {
  const at = ({ name }: IntrospectionInputValue): Coordinate =>
    directiveCoordinate(directive.name, name);
  return { ...directive, args: cutArguments(directive.args, at, untold) };
}

function cutArguments(
  args: readonly IntrospectionInputValue[],
  at: (argument: IntrospectionInputValue) => Coordinate,
  untold: Untold,
): readonly IntrospectionInputValue[] {
  return args
    .filter((argument) => !untold.coordinates.has(at(argument)))
    .map((argument) => cutDefault(argument, at(argument), untold));
}

function cutDefault(
  input: IntrospectionInputValue,
  at: Coordinate,
  { defaults }: Untold,
): IntrospectionInputValue {
  return defaults.has(at) ? { ...input, defaultValue: null } : input;
}

function withUnions(types: readonly IntrospectionType[]): readonly IntrospectionType[] {
  const fieldless = new Set(
    types.flatMap((type) =>
      type.kind === 'INTERFACE' && type.fields.length === 0 ? type.name : [],
    ),
  );
  return types.map((type): IntrospectionType => {
    if (type.kind !== 'OBJECT' && type.kind !== 'INTERFACE') return type;
    if (type.kind === 'INTERFACE' && fieldless.has(type.name)) {
      const { name, description, possibleTypes } = type;
      return { kind: 'UNION', name, description, possibleTypes };
    }
    return { ...type, interfaces: type.interfaces.filter(({ name }) => !fieldless.has(name)) };
  });
}
