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

/** The elements to leave out of introspection. An interface without remaining fields becomes a union. */
export interface HiddenElements {
  readonly coordinates: ReadonlySet<Coordinate>;
  /** Arguments and input fields that are shown without their defaults. */
  readonly defaults: ReadonlySet<Coordinate>;
}

/** Removes hidden elements from the result of introspection. */
export function filterIntrospection(
  schema: IntrospectionSchema,
  hidden: HiddenElements,
): IntrospectionSchema {
  const { mutationType, types, directives } = schema;
  return {
    ...schema,
    mutationType: mutationType && isVisible(hidden, mutationType) ? mutationType : null,
    // The gateway serves no subscriptions.
    subscriptionType: null,
    types: withUnions(
      types.filter((type) => isVisible(hidden, type)).map((type) => filterType(type, hidden)),
    ),
    directives: directives
      .filter(({ name }) => !hidden.coordinates.has(directiveCoordinate(name)))
      .map((directive) => filterDirective(directive, hidden)),
  };
}

function isVisible({ coordinates }: HiddenElements, type: { readonly name: string }): boolean {
  return !coordinates.has(typeCoordinate(type.name));
}

function filterType(type: IntrospectionType, hidden: HiddenElements): IntrospectionType {
  const { name } = type;
  const isMemberVisible = (member: { readonly name: string }): boolean =>
    !hidden.coordinates.has(memberCoordinate(name, member.name));
  const isTypeVisible = (other: { readonly name: string }): boolean => isVisible(hidden, other);
  const filterFields = (fields: readonly IntrospectionField[]): IntrospectionField[] =>
    fields.filter(isMemberVisible).map((field) => filterField(name, field, hidden));
  switch (type.kind) {
    case 'SCALAR':
      return type;
    case 'OBJECT':
      return {
        ...type,
        interfaces: type.interfaces.filter(isTypeVisible),
        fields: filterFields(type.fields),
      };
    case 'INTERFACE':
      return {
        ...type,
        interfaces: type.interfaces.filter(isTypeVisible),
        possibleTypes: type.possibleTypes.filter(isTypeVisible),
        fields: filterFields(type.fields),
      };
    case 'UNION':
      return { ...type, possibleTypes: type.possibleTypes.filter(isTypeVisible) };
    case 'ENUM':
      return { ...type, enumValues: type.enumValues.filter(isMemberVisible) };
    case 'INPUT_OBJECT':
    default:
      return {
        ...type,
        inputFields: type.inputFields
          .filter(isMemberVisible)
          .map((field) => hideDefault(field, memberCoordinate(name, field.name), hidden)),
      };
  }
}

function filterField(
  type: string,
  field: IntrospectionField,
  hidden: HiddenElements,
): IntrospectionField {
  const coordinateOf = ({ name }: IntrospectionInputValue): Coordinate =>
    argumentCoordinate(type, field.name, name);
  return { ...field, args: filterArguments(field.args, coordinateOf, hidden) };
}

function filterDirective(
  directive: IntrospectionDirective,
  hidden: HiddenElements,
): IntrospectionDirective {
  const coordinateOf = ({ name }: IntrospectionInputValue): Coordinate =>
    directiveCoordinate(directive.name, name);
  return { ...directive, args: filterArguments(directive.args, coordinateOf, hidden) };
}

function filterArguments(
  args: readonly IntrospectionInputValue[],
  coordinateOf: (argument: IntrospectionInputValue) => Coordinate,
  hidden: HiddenElements,
): readonly IntrospectionInputValue[] {
  return args
    .filter((argument) => !hidden.coordinates.has(coordinateOf(argument)))
    .map((argument) => hideDefault(argument, coordinateOf(argument), hidden));
}

function hideDefault(
  input: IntrospectionInputValue,
  at: Coordinate,
  { defaults }: HiddenElements,
): IntrospectionInputValue {
  return defaults.has(at) ? { ...input, defaultValue: null } : input;
}

/** Turns interfaces without fields into unions of their objects, which then implement them no longer. */
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
